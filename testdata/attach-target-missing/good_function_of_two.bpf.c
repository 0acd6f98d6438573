#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

static __u32 segments(void)
{
	return 2;
}

SEC("struct_ops")
__u32 BPF_PROG(threshold, struct sock *sk)
{
	return segments();
}

SEC("struct_ops")
__u32 BPF_PROG(undo, struct sock *sk)
{
	return segments();
}

SEC("struct_ops")
void BPF_PROG(stay, struct sock *sk, __u32 ack, __u32 acked)
{
}

SEC(".struct_ops")
struct tcp_congestion_ops first = {
	.ssthresh = (void *)threshold,
	.undo_cwnd = (void *)undo,
	.cong_avoid = (void *)stay,
	.name = "bpf_first",
};

// silent: the same programs, for the same members of another variable
SEC(".struct_ops")
struct tcp_congestion_ops second = {
	.ssthresh = (void *)threshold,
	.undo_cwnd = (void *)undo,
	.cong_avoid = (void *)stay,
	.name = "bpf_second",
};

char _license[] SEC("license") = "GPL";
