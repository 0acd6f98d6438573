// bpflint: kernel=6.12
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("struct_ops")
size_t BPF_PROG(get_info, struct sock *sk, u32 ext, int *attr, union tcp_cc_info *info) // expect: BP508
{
	return 0;
}

SEC("struct_ops")
u32 BPF_PROG(ssthresh, struct sock *sk) // silent: programs may be this member
{
	return 2;
}

SEC("struct_ops")
void BPF_PROG(cong_avoid, struct sock *sk, u32 ack, u32 acked)
{
}

SEC("struct_ops")
u32 BPF_PROG(undo_cwnd, struct sock *sk)
{
	return 2;
}

SEC(".struct_ops")
struct tcp_congestion_ops tells_all = {
	.get_info = (void *)get_info,
	.ssthresh = (void *)ssthresh,
	.cong_avoid = (void *)cong_avoid,
	.undo_cwnd = (void *)undo_cwnd,
	.name = "bpf_tells_all",
};

char _license[] SEC("license") = "GPL";
