// bpflint: kernel=6.18
// Parts of sockets that may be read alone, and whole members.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tc")
int reads_the_mark(struct __sk_buff *skb)
{
	struct bpf_sock *socket = skb->sk;

	if (!socket)
		return 0;
	socket = bpf_sk_fullsock(socket);
	return socket ? (__u16)socket->mark & 1 : 0; // silent: the whole is read
}

SEC("tc")
int reads_half_of_the_family(struct __sk_buff *skb)
{
	struct bpf_sock *socket = skb->sk;

	return socket ? *(__u16 *)&socket->family & 1 : 0; // silent: a member of which its start is read
}

SEC("sockops")
int reads_a_byte_of_an_address(struct bpf_sock_ops *ops)
{
	struct bpf_sock *socket = ops->sk;

	return socket && *(__u8 *)&socket->src_ip4 == 10; // silent: bytes of an address
}

SEC("cgroup/connect4")
int reads_a_port(struct bpf_sock_addr *address)
{
	struct bpf_sock *socket = address->sk;

	return socket && (*(__u32 *)&socket->dst_port == 80 || socket->dst_port == 80); // silent: both widths are read
}

SEC("tc")
int reads_all_bytes(struct __sk_buff *skb)
{
	struct bpf_sock *socket = skb->sk;
	struct bpf_tcp_sock *tcp;

	if (!socket)
		return 0;
	tcp = bpf_tcp_sock(socket);
	return tcp ? (tcp->bytes_received + tcp->snd_cwnd) & 1 : 0; // silent: each as it is
}

char LICENSE[] SEC("license") = "GPL";
