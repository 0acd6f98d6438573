// bpflint: kernel=6.18
// Helpers that take the context in programs of one type, and a socket or nothing in those of another.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tc")
int gives_a_socket(struct __sk_buff *skb)
{
	struct bpf_sock *socket = skb->sk;

	return socket ? bpf_get_socket_cookie(socket) & 1 : 0; // expect: KF105
}

SEC("sockops")
int gives_a_socket_of_its_own(struct bpf_sock_ops *ops)
{
	struct bpf_sock *socket = ops->sk;

	return socket ? bpf_get_socket_cookie(socket) & 1 : 0; // expect: KF105
}

SEC("cgroup/connect4")
int gives_nothing(struct bpf_sock_addr *address)
{
	return bpf_get_socket_cookie(0) & 1; // expect: KF107
}

SEC("sk_reuseport")
int gives_the_context(struct sk_reuseport_md *context)
{
	return bpf_get_socket_cookie(context) & 1; // expect: KF105
}

SEC("tc")
int asks_nobody_for_a_class(struct __sk_buff *skb)
{
	return bpf_get_cgroup_classid(0) & 1; // expect: KF107
}

char LICENSE[] SEC("license") = "GPL";
