// What a program may not do with the socket that its context points to.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

long total;
char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int written(struct __sk_buff *ctx)
{
	struct bpf_sock *sk = ctx->sk;

	if (!sk)
		return 0;
	sk->priority = 1; // expect: KF417
	return 0;
}

SEC("tc")
int of_any_state(struct __sk_buff *ctx)
{
	struct bpf_sock *sk = ctx->sk;

	if (!sk)
		return 0;
	total = sk->mark; // expect: KF417
	return 0;
}

SEC("tc")
int written_tcp(struct __sk_buff *ctx)
{
	struct bpf_sock *sk = ctx->sk;
	struct bpf_tcp_sock *tcp;

	if (!sk)
		return 0;
	sk = bpf_sk_fullsock(sk);
	if (!sk)
		return 0;
	tcp = bpf_tcp_sock(sk);
	if (tcp)
		tcp->snd_cwnd = 10; // expect: KF417
	return 0;
}

SEC("tc")
int released(struct __sk_buff *ctx)
{
	struct bpf_sock *sk = ctx->sk;

	if (sk)
		bpf_sk_release(sk); // expect: KF404
	return 0;
}
