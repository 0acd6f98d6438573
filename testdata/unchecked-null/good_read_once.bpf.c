// What is read once and tested is no longer NULL.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>


SEC("tc")
int through_the_context(struct __sk_buff *skb)
{
	struct bpf_sock *sk = skb->sk;

	if (!sk)
		return 0;
	bpf_get_prandom_u32();
	return sk->family;
}

SEC("sockops")
int both_sides_of_and(struct bpf_sock_ops *ops)
{
	struct bpf_sock *sk;

	if ((sk = ops->sk) && sk->family == 2)
		return 1;
	return 0;
}

static __always_inline struct bpf_sock *socket_of(struct __sk_buff *skb)
{
	return skb->sk;
}

SEC("tc")
int tested_where_it_is_read(struct __sk_buff *skb)
{
	struct bpf_sock *sk = socket_of(skb);

	barrier();
	return sk ? sk->family : 0;
}

char _license[] SEC("license") = "GPL";
