#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("struct_ops")
void BPF_PROG(stay, struct sock *sk, __u32 ack, __u32 acked)
{
}

SEC("struct_ops")
void BPF_PROG(owner, struct sock *sk)
{
}

static __u32 no_program(struct sock *sk)
{
	return 2;
}

SEC("fentry/tcp_v4_connect")
int BPF_PROG(another_kind, struct sock *sk)
{
	return 0;
}

SEC(".struct_ops") // expect: BP508
struct tcp_congestion_ops data_member = {
	.cong_avoid = (void *)stay,
	.owner = (void *)owner,
	.name = "bpf_data",
};

SEC(".struct_ops") // expect: BP508
struct tcp_congestion_ops not_programs = {
	.cong_avoid = (void *)stay,
	.ssthresh = (void *)no_program,
	.undo_cwnd = (void *)another_kind,
	.name = "bpf_none",
};

char _license[] SEC("license") = "GPL";
