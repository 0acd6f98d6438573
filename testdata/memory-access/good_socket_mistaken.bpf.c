// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} sockets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_XSKMAP);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u32);
} queues SEC(".maps");

SEC("cgroup_skb/egress")
int the_kernels_own(struct __sk_buff *skb)
{
	struct bpf_sock *sk = skb->sk;
	struct tcp_sock *tcp;

	if (!sk)
		return 1;
	tcp = bpf_skc_to_tcp_sock(sk);
	if (!tcp)
		return 1;
	return (tcp->snd_cwnd + BPF_CORE_READ(tcp, snd_una) + tcp->inet_conn.icsk_inet.sk.sk_mark) & 1;
}

SEC("sockops")
int shown_members(struct bpf_sock_ops *ops)
{
	struct bpf_sock *sk = ops->sk;
	struct bpf_tcp_sock *tcp;

	if (!sk)
		return 0;
	tcp = bpf_tcp_sock(sk);
	return (sk->mark + sk->rx_queue_mapping + (tcp ? tcp->bytes_acked + tcp->icsk_retransmits : 0)) & 1;
}

SEC("sockops")
int socket_read_by_a_helper(struct bpf_sock_ops *ops)
{
	struct bpf_sock *sk = ops->sk;
	__u32 first = 0;

	if (sk)
		bpf_probe_read_kernel(&first, sizeof(first), sk); // silent: nothing is added
	return first & 1;
}

SEC("tc")
int members_of_a_socket_in_any_state(struct __sk_buff *skb)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_sock *sk = bpf_skc_lookup_tcp(skb, &tuple, sizeof(tuple.ipv4), BPF_F_CURRENT_NETNS, 0), *full;
	__u32 sum;

	if (!sk)
		return 0;
	sum = sk->state + sk->family + sk->src_port + sk->dst_ip6[1] + sk->bound_dev_if;
	full = bpf_sk_fullsock(sk);
	if (full)
		sum += full->type + full->priority;
	bpf_sk_release(sk);
	return sum & 1;
}

SEC("sk_skb")
int value_of_a_socket_map(struct __sk_buff *skb)
{
	__u32 key = 0, mark;
	struct bpf_sock *sk = bpf_map_lookup_elem(&sockets, &key);

	if (!sk)
		return 0;
	mark = sk->mark + sk->protocol;
	bpf_sk_release(sk);
	return mark & 1;
}

SEC("xdp")
int queue_by_a_number(struct xdp_md *ctx)
{
	__u32 key = ctx->rx_queue_index;
	__u32 *queue = bpf_map_lookup_elem(&queues, &key);

	if (queue && *queue == key)
		return bpf_redirect_map(&queues, key, 0);
	return XDP_PASS;
}

SEC("xdp")
int queue_as_it_is_shown(struct xdp_md *ctx)
{
	__u32 key = 0;
	struct bpf_xdp_sock *sock = bpf_map_lookup_elem(&queues, &key);

	return sock ? sock->queue_id & 1 : 0;
}

char _license[] SEC("license") = "GPL";
