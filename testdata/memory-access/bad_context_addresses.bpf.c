// bpflint: kernel=6.18
// Elements of the context's members by an index that the compiler does not take for constant, and through pointers.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

__u32 kept[5];

SEC("tc")
int sums_up_in_a_loop(struct __sk_buff *skb)
{
	__u32 sum = 0;

	for (int i = 0; i < 5; i++)
		sum += skb->cb[i]; // expect: KF417
	return sum & 1;
}

SEC("tc")
int writes_in_a_loop(struct __sk_buff *skb)
{
	for (int i = 0; i < 5; i++)
		skb->cb[i] = i; // expect: KF417
	return 0;
}

SEC("tc")
int goes_as_far_as_it_is_told(struct __sk_buff *skb)
{
	__u32 sum = 0, length = skb->len;

	for (__u32 i = 0; i < length && i < 5; i++)
		sum += skb->cb[i]; // expect: KF417
	return sum & 1;
}

SEC("tc")
int picks_by_a_variable(struct __sk_buff *skb)
{
	int which = 2;

	return skb->cb[which] & 1; // expect: KF417
}

static __always_inline __u32 word(struct __sk_buff *skb, int which)
{
	return skb->cb[which]; // expect: KF417
}

SEC("tc")
int picks_in_a_function(struct __sk_buff *skb)
{
	return word(skb, 2) & 1;
}

SEC("tc")
int keeps_a_pointer(struct __sk_buff *skb)
{
	__u32 *words = skb->cb;

	return words[1] & 1; // expect: KF417
}

struct own_words {
	__u32 mark, flow, tenant;
};

SEC("tc")
int lays_its_own_struct_there(struct __sk_buff *skb)
{
	struct own_words *own = (void *)skb->cb;

	own->tenant = 3; // expect: KF417
	return 0;
}

SEC("tc")
int reads_the_upper_half(struct __sk_buff *skb)
{
	return ((__u16 *)&skb->mark)[1] & 1; // expect: KF417
}

SEC("tc")
int clears_all_words(struct __sk_buff *skb)
{
	__builtin_memset(skb->cb, 0, sizeof(skb->cb)); // expect: KF417
	return 0;
}

SEC("tc")
int copies_all_words(struct __sk_buff *skb)
{
	__builtin_memcpy(kept, skb->cb, sizeof(kept)); // expect: KF417
	return 0;
}

SEC("cgroup/connect6")
int compares_an_address(struct bpf_sock_addr *address)
{
	const __u32 wanted[4] = {1, 2, 3, 4};

	for (int i = 0; i < 4; i++) {
		if (address->user_ip6[i] != wanted[i]) // expect: KF417
			return 0;
	}
	return 1;
}

SEC("cgroup/connect6")
int reads_two_words_behind_others(struct bpf_sock_addr *address)
{
	__u64 *words = (void *)address->user_ip6;

	return words[1] & 1; // expect: KF417
}

SEC("tracepoint/syscalls/sys_enter_openat")
int sums_up_arguments(struct trace_event_raw_sys_enter *context)
{
	__u64 sum = 0;

	for (int i = 0; i < 4; i++)
		sum += context->args[i]; // expect: KF417
	return sum & 1;
}

SEC("kprobe/do_nanosleep")
int walks_registers(struct pt_regs *registers)
{
	unsigned long *word = &registers->di;

	return word[1] & 1; // expect: KF417
}

SEC("kprobe/do_nanosleep")
int picks_at_random_in_a_loop(__u64 *registers)
{
	__u64 sum = 0;

	for (int i = 0; i < 4; i++)
		sum += registers[bpf_get_prandom_u32() & 7]; // expect: KF417
	return sum & 1;
}

SEC("tc")
int begins_somewhere(struct __sk_buff *skb)
{
	__u32 sum = 0;

	for (__u32 i = bpf_get_prandom_u32() & 3; i < 5; i++)
		sum += skb->cb[i]; // expect: KF417
	return sum & 1;
}

char LICENSE[] SEC("license") = "GPL";
