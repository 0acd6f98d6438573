// bpflint: kernel=6.18
// The same kfuncs with the objects that they want.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern void css_rstat_flush(struct cgroup_subsys_state *css) __ksym;
extern void css_rstat_updated(struct cgroup_subsys_state *css, int cpu) __ksym;
extern int bpf_dynptr_from_xdp(struct xdp_md *x, __u64 flags, struct bpf_dynptr *ptr__uninit) __ksym;
extern __u32 tcp_reno_ssthresh(struct sock *sk) __ksym;
extern __u32 tcp_slow_start(struct tcp_sock *tp, __u32 acked) __ksym;

SEC("iter.s/cgroup")
int flushes_a_cgroup(struct bpf_iter__cgroup *ctx)
{
	struct cgroup *cgroup = ctx->cgroup;

	if (!cgroup)
		return 0;
	css_rstat_flush(&cgroup->self); // silent: tested
	return 0;
}

SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(updates_a_cgroup, struct cgroup *cgroup, const char *path)
{
	css_rstat_updated(&cgroup->self, 0); // silent: the cgroup of the hook
	return 0;
}

SEC("xdp")
int of_its_packet(struct xdp_md *xdp)
{
	struct bpf_dynptr ptr;

	bpf_dynptr_from_xdp(xdp, 0, &ptr); // silent: the context
	return XDP_PASS;
}

SEC("struct_ops")
__u32 BPF_PROG(halves, struct sock *sk)
{
	return tcp_reno_ssthresh(sk); // silent: the socket
}

SEC("struct_ops")
__u32 BPF_PROG(keeps_window, struct sock *sk)
{
	return 2;
}

SEC("struct_ops")
void BPF_PROG(starts, struct sock *sk, __u32 ack, __u32 acked)
{
	tcp_slow_start((struct tcp_sock *)sk, acked); // silent: of a TCP socket
}

SEC(".struct_ops")
struct tcp_congestion_ops plain = {
	.ssthresh = (void *)halves,
	.undo_cwnd = (void *)keeps_window,
	.cong_avoid = (void *)starts,
	.name = "bpf_plain",
};

char LICENSE[] SEC("license") = "GPL";
