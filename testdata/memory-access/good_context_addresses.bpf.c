// bpflint: kernel=6.18
// Elements that CO-RE finds, or the compiler by itself.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

enum words { FIRST, SECOND, THIRD };
static const int fourth = 3;

SEC("tc")
int names_each(struct __sk_buff *skb)
{
	const int fifth = 4;

	return (skb->cb[0] + skb->cb[SECOND + 1] + skb->cb[fourth] + skb->cb[fifth]) & 1; // silent: all are constant
}

SEC("tc")
int picks_by_size(struct __sk_buff *skb)
{
	return skb->cb[sizeof(long) == 8 ? 1 : 2] & 1; // silent: constant, too
}

SEC("tc")
int keeps_a_pointer_to_an_element(struct __sk_buff *skb)
{
	__u32 *word = &skb->cb[3];

	*word += 1; // silent: what was looked up
	return *word & 1;
}

static __always_inline void set(__u32 *words, int which)
{
	words[which] = 3; // silent: the first one
}

SEC("tc")
int writes_the_first(struct __sk_buff *skb)
{
	set(skb->cb, 0);
	return 0;
}

struct own_words {
	__u32 mark, flow, tenant;
};

SEC("tc")
int lays_its_own_struct_there(struct __sk_buff *skb)
{
	struct own_words *own = (void *)skb->cb;

	return own->mark & 1; // silent: its first member
}

SEC("tc")
int reads_the_lower_half(struct __sk_buff *skb)
{
	return *(__u16 *)&skb->mark & 1; // silent: where the member begins
}

SEC("tc")
int joins_two_halves(struct __sk_buff *skb)
{
	__u8 *byte = (void *)&skb->mark;

	return (byte[0] | byte[1] << 8) & 7; // silent: read at once
}

SEC("tc")
int keeps_the_first_word(struct __sk_buff *skb)
{
	__u32 words[5];

	__builtin_memcpy(words, skb->cb, sizeof(words)); // silent: the others are not read
	return words[0] & 1;
}

SEC("raw_tp/sys_enter")
int sums_up_arguments(struct bpf_raw_tracepoint_args *context)
{
	__u64 sum = 0;

	for (int i = 0; i < 2; i++)
		sum += context->args[i]; // silent: the context begins with them
	return sum & 1;
}

SEC("tc")
int comes_to_the_first_alone(struct __sk_buff *skb)
{
	__u32 sum = 0;

	for (int i = 0; i < 1; i++)
		sum += skb->cb[i]; // silent: one round
	return sum & 1;
}

SEC("kprobe/do_nanosleep")
int walks_registers(__u64 *registers)
{
	__u64 sum = 0;

	for (int i = 0; i < 4; i++)
		sum += registers[i]; // silent: each read has its own place
	return sum & 1;
}

static int order[] = {3, 1, 2};

SEC("kprobe/do_nanosleep")
int reads_in_an_order(__u64 *registers)
{
	__u64 sum = 0;

	for (int i = 0; i < 3; i++)
		sum += registers[order[i]]; // silent: nothing writes that
	return sum & 1;
}

char LICENSE[] SEC("license") = "GPL";
