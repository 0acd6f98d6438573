#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("struct_ops")
void BPF_PROG(nothing, struct sock *sk)
{
}

SEC("struct_ops")
__u32 BPF_PROG(two_segments, struct sock *sk)
{
	return 2;
}

SEC("struct_ops")
void BPF_PROG(stay, struct sock *sk, __u32 ack, __u32 acked)
{
}

// A program is loaded for the member that it is first set for.
SEC(".struct_ops") // expect: BP508
struct tcp_congestion_ops two_at_once = {
	.init = (void *)nothing,
	.release = (void *)nothing,
	.ssthresh = (void *)two_segments,
	.undo_cwnd = (void *)two_segments,
	.cong_avoid = (void *)stay,
	.name = "bpf_two",
};

char _license[] SEC("license") = "GPL";
