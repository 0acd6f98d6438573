// bpflint: kernel=6.18
// Members of sockets that are read as they are, or from their start only.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tc")
int reads_half_of_the_mark(struct __sk_buff *skb)
{
	struct bpf_sock *socket = skb->sk;

	if (!socket)
		return 0;
	socket = bpf_sk_fullsock(socket);
	return socket ? *(__u16 *)&socket->mark & 1 : 0; // expect: KF417
}

SEC("tc")
int reads_a_byte_of_the_device(struct __sk_buff *skb)
{
	struct bpf_sock *socket = skb->sk;

	return socket ? *(__u8 *)&socket->bound_dev_if & 1 : 0; // expect: KF417
}

SEC("cgroup/connect4")
int reads_the_state_and_what_follows(struct bpf_sock_addr *address)
{
	struct bpf_sock *socket = address->sk;

	return socket && *(__u64 *)&socket->state == 1; // expect: KF417
}

SEC("sockops")
int reads_two_words_at_once(struct bpf_sock_ops *ops)
{
	struct bpf_sock *socket = ops->sk;

	return socket && *(__u64 *)&socket->src_ip6[0] == 0; // expect: KF417
}

SEC("tc")
int reads_half_of_the_bytes(struct __sk_buff *skb)
{
	struct bpf_sock *socket = skb->sk;
	struct bpf_tcp_sock *tcp;

	if (!socket)
		return 0;
	tcp = bpf_tcp_sock(socket);
	return tcp ? *(__u32 *)&tcp->bytes_received & 1 : 0; // expect: KF417
}

SEC("tc")
int reads_half_of_the_window(struct __sk_buff *skb)
{
	struct bpf_sock *socket = skb->sk;
	struct bpf_tcp_sock *tcp;

	if (!socket)
		return 0;
	tcp = bpf_tcp_sock(socket);
	return tcp ? *(__u16 *)&tcp->snd_cwnd & 1 : 0; // expect: KF417
}

char LICENSE[] SEC("license") = "GPL";
