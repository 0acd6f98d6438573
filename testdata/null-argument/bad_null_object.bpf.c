// bpflint: kernel=6.18
// NULL for objects of the kernel and for the context, of kfuncs that do not ask for trusted arguments.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern void css_rstat_flush(struct cgroup_subsys_state *css) __ksym;
extern void css_rstat_updated(struct cgroup_subsys_state *css, int cpu) __ksym;
extern int bpf_dynptr_from_xdp(struct xdp_md *x, __u64 flags, struct bpf_dynptr *ptr__uninit) __ksym;
extern __u32 tcp_reno_ssthresh(struct sock *sk) __ksym;
extern __u32 tcp_slow_start(struct tcp_sock *tp, __u32 acked) __ksym;

SEC("iter.s/cgroup")
int flushes_nothing(struct bpf_iter__cgroup *ctx)
{
	css_rstat_flush(NULL); // expect: KF107
	return 0;
}

SEC("tp_btf/cgroup_mkdir")
int updates_nothing(void *ctx)
{
	struct cgroup_subsys_state *css = NULL;

	css_rstat_updated(css, 0); // expect: KF107
	return 0;
}

SEC("xdp")
int of_no_packet(struct xdp_md *xdp)
{
	struct bpf_dynptr ptr;

	bpf_dynptr_from_xdp(NULL, 0, &ptr); // expect: KF107
	return XDP_PASS;
}

SEC("struct_ops")
__u32 BPF_PROG(halves_nothing, struct sock *sk)
{
	return tcp_reno_ssthresh(NULL); // expect: KF107
}

SEC("struct_ops")
__u32 BPF_PROG(keeps_window, struct sock *sk)
{
	return 2;
}

SEC("struct_ops")
void BPF_PROG(starts_nowhere, struct sock *sk, __u32 ack, __u32 acked)
{
	tcp_slow_start(NULL, acked); // expect: KF107
}

SEC(".struct_ops")
struct tcp_congestion_ops nothing = {
	.ssthresh = (void *)halves_nothing,
	.undo_cwnd = (void *)keeps_window,
	.cong_avoid = (void *)starts_nowhere,
	.name = "bpf_nothing",
};

char LICENSE[] SEC("license") = "GPL";
