// Sockets that contexts point to, and what helpers make of them, may be NULL.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

long total;
char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int packet(struct __sk_buff *ctx)
{
	struct bpf_sock *sk = ctx->sk;

	total = sk->family; // expect: KF406
	return 0;
}

SEC("cgroup_skb/egress")
int group(struct __sk_buff *ctx)
{
	struct bpf_sock *sk = ctx->sk;

	total = sk->family; // expect: KF406
	return 1;
}

SEC("sockops")
int operation(struct bpf_sock_ops *ctx)
{
	struct bpf_sock *sk = ctx->sk;

	total = sk->family; // expect: KF406
	return 1;
}

SEC("sk_lookup")
int looked_up(struct bpf_sk_lookup *ctx)
{
	struct bpf_sock *sk = ctx->sk;

	total = sk->family; // expect: KF406
	return 1;
}

SEC("sk_reuseport/migrate")
int migrating(struct sk_reuseport_md *ctx)
{
	struct bpf_sock *sk = ctx->migrating_sk;

	total = sk->family; // expect: KF406
	return 1;
}

SEC("tc")
int full(struct __sk_buff *ctx)
{
	struct bpf_sock *sk = ctx->sk;

	if (!sk)
		return 0;
	sk = bpf_sk_fullsock(sk);
	total = sk->mark; // expect: KF406
	return 0;
}

SEC("tc")
int tcp(struct __sk_buff *ctx)
{
	struct bpf_sock *sk = ctx->sk;
	struct bpf_tcp_sock *tcp;

	if (!sk)
		return 0;
	sk = bpf_sk_fullsock(sk);
	if (!sk)
		return 0;
	tcp = bpf_tcp_sock(sk);
	total = tcp->snd_cwnd; // expect: KF406
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
	total = tcp->snd_cwnd; // expect: KF406
	return 0;
}

SEC("tc")
int passed(struct __sk_buff *ctx)
{
	struct bpf_sock *sk = bpf_sk_fullsock(ctx->sk); // expect: KF107

	if (sk)
		total = sk->mark;
	return 0;
}
