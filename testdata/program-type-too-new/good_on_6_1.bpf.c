// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("iter.s/task")
int sleeping_iterator(struct bpf_iter__task *ctx) // silent: no kernel refuses it
{
	return 0;
}

SEC("uprobe.s")
int sleeping_uprobe(struct pt_regs *ctx) // silent: since 6.0
{
	return 0;
}

SEC("lsm_cgroup/socket_bind")
int BPF_PROG(hook) // silent: since 6.0
{
	return 1;
}

SEC("xdp.frags")
int fragments(struct xdp_md *ctx) // silent: since 5.18
{
	return XDP_PASS;
}

SEC("kprobe.multi")
int many(struct pt_regs *ctx) // silent: since 5.18
{
	return 0;
}

SEC("tp_btf/sys_enter")
int BPF_PROG(plain_tracepoint)
{
	return 0;
}

SEC("sk_reuseport/migrate")
int migrate(struct sk_reuseport_md *ctx) // silent: since 5.14
{
	return 1;
}

SEC("tp_btf.s/sys_enter")
int BPF_PROG(sleeps_at_a_system_call, struct pt_regs *regs, long id) // silent: refused since 6.3 only
{
	return 0;
}

char _license[] SEC("license") = "GPL";
