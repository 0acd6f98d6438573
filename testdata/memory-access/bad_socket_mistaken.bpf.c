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

SEC("sockops")
int socket_for_the_kernels_own(struct bpf_sock_ops *ops)
{
	struct tcp_sock *tcp = (struct tcp_sock *)ops->sk;

	return tcp ? tcp->snd_cwnd & 1 : 0; // expect: KF417
}

SEC("cgroup/connect4")
int socket_of_an_address(struct bpf_sock_addr *ctx)
{
	struct sock *sk = (struct sock *)ctx->sk;

	return sk->sk_mark & 1; // expect: KF417
}

SEC("tc")
int socket_that_was_looked_up(struct __sk_buff *skb)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_sock *sk = bpf_sk_lookup_tcp(skb, &tuple, sizeof(tuple.ipv4), BPF_F_CURRENT_NETNS, 0);
	__u32 sent;

	if (!sk)
		return 0;
	sent = ((struct tcp_sock *)sk)->snd_una; // expect: KF417
	bpf_sk_release(sk);
	return sent & 1;
}

SEC("cgroup_skb/egress")
int state_of_tcp_for_the_kernels_own(struct __sk_buff *skb)
{
	struct bpf_sock *sk = skb->sk;
	struct bpf_tcp_sock *tcp;

	if (!sk)
		return 1;
	tcp = bpf_tcp_sock(sk);
	return tcp ? ((struct tcp_sock *)tcp)->snd_cwnd & 1 : 1; // expect: KF417
}

SEC("cgroup_skb/egress")
int socket_for_the_state_of_tcp(struct __sk_buff *skb)
{
	struct bpf_sock *sk = skb->sk;

	if (!sk)
		return 1;
	sk = bpf_sk_fullsock(sk);
	if (!sk)
		return 1;
	return ((struct bpf_tcp_sock *)sk)->bytes_acked & 1; // expect: KF417
}

SEC("cgroup_skb/egress")
int behind_the_end(struct __sk_buff *skb)
{
	struct bpf_sock *sk = skb->sk;

	return sk ? *(__u32 *)(sk + 1) & 1 : 1; // expect: KF417
}

SEC("sockops")
int read_by_a_helper(struct bpf_sock_ops *ops)
{
	struct tcp_sock *tcp = (struct tcp_sock *)ops->sk;

	return tcp ? BPF_CORE_READ(tcp, snd_cwnd) & 1 : 0; // expect: KF417
}

SEC("sockops")
int member_read_by_a_helper(struct bpf_sock_ops *ops)
{
	struct bpf_sock *sk = ops->sk;
	__u32 mark = 0;

	if (sk)
		bpf_probe_read_kernel(&mark, sizeof(mark), &sk->mark); // expect: KF417
	return mark & 1;
}

SEC("tc")
int kind_of_a_socket_in_any_state(struct __sk_buff *skb)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_sock *sk = bpf_skc_lookup_tcp(skb, &tuple, sizeof(tuple.ipv4), BPF_F_CURRENT_NETNS, 0);
	__u32 kind;

	if (!sk)
		return 0;
	kind = sk->type; // expect: KF417
	bpf_sk_release(sk);
	return kind & 1;
}

SEC("sk_skb")
int value_of_a_socket_map(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *value = bpf_map_lookup_elem(&sockets, &key), known;

	if (!value)
		return 0;
	known = *value; // expect: KF417
	bpf_sk_release(value);
	return known & 1;
}

SEC("xdp")
int queue_written(struct xdp_md *ctx)
{
	__u32 key = 0;
	__u32 *queue = bpf_map_lookup_elem(&queues, &key);

	if (queue)
		*queue = 1; // expect: KF417
	return XDP_PASS;
}

SEC("xdp")
int part_of_a_queue(struct xdp_md *ctx)
{
	__u32 key = 0;
	__u8 *queue = bpf_map_lookup_elem(&queues, &key);

	return queue ? *queue & 1 : 0; // expect: KF417
}

char _license[] SEC("license") = "GPL";
