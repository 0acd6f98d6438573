// Sockets that contexts point to: some may be NULL, others never are.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, long);
} seen SEC(".maps");

long total;
char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int full(struct __sk_buff *ctx)
{
	struct bpf_sock *sk = ctx->sk;

	if (!sk)
		return 0;
	sk = bpf_sk_fullsock(sk);
	if (sk)
		total = sk->mark;
	return 0;
}

SEC("tc")
int cast(struct __sk_buff *ctx)
{
	struct bpf_sock *sk = ctx->sk;
	struct tcp_sock *tcp;

	if (!sk)
		return 0;
	tcp = bpf_skc_to_tcp_sock(sk);
	if (tcp)
		total = tcp->snd_cwnd;
	return 0;
}

SEC("tc")
int common(struct __sk_buff *ctx)
{
	struct bpf_sock *sk = ctx->sk;

	if (sk)
		total = sk->family + sk->state + sk->src_port; // silent: every socket has them
	return 0;
}

SEC("sockops")
int stored(struct bpf_sock_ops *ctx)
{
	struct bpf_sock *sk = ctx->sk;
	long *value;

	if (!sk)
		return 1;
	value = bpf_sk_storage_get(&seen, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
	if (value)
		*value = 1;
	return 1;
}

SEC("cgroup/connect4")
int never_null(struct bpf_sock_addr *ctx)
{
	total = ctx->sk->family; // silent: there always is one
	return 1;
}

SEC("cgroup/getsockopt")
int never_null_there(struct bpf_sockopt *ctx)
{
	total = ctx->sk->family;
	return 1;
}

SEC("sk_lookup")
int looked_up(struct bpf_sk_lookup *ctx)
{
	struct bpf_sock *sk = ctx->sk;

	if (sk)
		total = sk->family;
	return 1;
}

SEC("tc")
int released(struct __sk_buff *ctx)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_sock *sk = bpf_sk_lookup_tcp(ctx, &tuple, sizeof(tuple.ipv4), -1, 0), *full;

	if (!sk)
		return 0;
	full = bpf_sk_fullsock(sk);
	if (full)
		bpf_sk_release(full); // silent: it is the same socket
	else
		bpf_sk_release(sk);
	return 0;
}
