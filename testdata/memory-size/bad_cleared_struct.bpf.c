// A lone struct that is cleared as a whole: compilers align it to registers, so a few bytes behind it belong to the stack.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int into_the_padding(struct __sk_buff *skb)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_sock *sk = bpf_sk_lookup_tcp(skb, &tuple, sizeof(tuple) + 4, -1, 0); // expect: KF413 warning

	if (sk)
		bpf_sk_release(sk);
	return 0;
}
