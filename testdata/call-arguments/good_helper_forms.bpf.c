// bpflint: kernel=6.18
// What helpers take in programs of this type.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tc")
int gives_the_packet(struct __sk_buff *skb)
{
	return bpf_get_socket_cookie(skb) & 1; // silent: the context
}

SEC("sockops")
int gives_the_context(struct bpf_sock_ops *ops)
{
	return bpf_get_socket_cookie(ops) & 1; // silent: the context
}

SEC("sk_reuseport")
int gives_a_socket(struct sk_reuseport_md *context)
{
	return bpf_get_socket_cookie(context->sk) & 1; // silent: a socket
}

SEC("sk_reuseport")
int gives_nothing(struct sk_reuseport_md *context)
{
	return bpf_get_socket_cookie(0) & 1; // silent: it may be NULL
}

SEC("tc")
int asks_the_packet_for_a_class(struct __sk_buff *skb)
{
	return bpf_get_cgroup_classid(skb) & 1; // silent: the context
}

SEC("cgroup/connect4")
int asks_nobody_for_a_class(struct bpf_sock_addr *address)
{
	return bpf_get_cgroup_classid(0) & 1; // silent: that of the task, and nothing is read of it
}

char LICENSE[] SEC("license") = "GPL";
