// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct counts {
	__u32 rounds, errors;
	__u64 bytes;
};

static long counts_rounds(__u32 index, void *context)
{
	struct counts *counts = context;

	counts->bytes++; // expect: KF413 warning
	return 0;
}

static long reads_eight(__u32 index, void *context)
{
	return *(__u64 *)context & 1; // expect: KF413 warning
}

static __noinline void second_of_two(__u32 *words)
{
	bpf_get_current_comm(words, 4);
	words[1] = 3; // expect: KF413 warning
}

SEC("tc")
int less_than_the_callback_writes(struct __sk_buff *skb)
{
	__u64 rounds = 1; // eight bytes, not sixteen

	return bpf_loop(10, counts_rounds, &rounds, 0);
}

SEC("tc")
int less_than_the_callback_reads(struct __sk_buff *skb)
{
	__u32 limit = 1;

	return bpf_loop(10, reads_eight, &limit, 0);
}

SEC("tc")
int one_of_two(struct __sk_buff *skb)
{
	__u32 word = skb->len;

	second_of_two(&word);
	return word;
}

SEC("tc")
int as_much_as_the_callback_writes(struct __sk_buff *skb)
{
	struct counts counts = {};

	bpf_loop(10, counts_rounds, &counts, 0);
	return counts.bytes;
}

SEC("tc")
int two_of_two(struct __sk_buff *skb)
{
	__u32 words[2] = {skb->len};

	second_of_two(words);
	return words[1];
}

union flags {
	struct {
		__u64 kind : 24;
		__u64 size : 40;
	};
	__u64 bits;
};

SEC("tc")
int bits_behind_others(struct __sk_buff *skb)
{
	const union flags flags = {.kind = 1, .size = skb->len}; // silent: bits are set in the words around them

	return bpf_loop(flags.bits & 3, reads_eight, (void *)&flags, 0);
}

char _license[] SEC("license") = "GPL";
