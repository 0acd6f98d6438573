// What the context or an object points to is read anew each time, and may be NULL then.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tc")
int through_the_context(struct __sk_buff *skb)
{
	if (!skb->sk)
		return 0;
	return skb->sk->family; // expect: KF406
}

SEC("tc")
int behind_a_call(struct __sk_buff *skb)
{
	if (!skb->sk)
		return 0;
	bpf_get_prandom_u32();
	return skb->sk->family; // expect: KF406
}

SEC("tc")
int behind_a_barrier(struct __sk_buff *skb)
{
	if (!skb->sk)
		return 0;
	barrier();
	return skb->sk->family; // expect: KF406
}

SEC("sockops")
int both_sides_of_and(struct bpf_sock_ops *ops)
{
	if (ops->sk && ops->sk->family == 2) // expect: KF406
		return 1;
	return 0;
}

char _license[] SEC("license") = "GPL";
