// bpflint: kernel=5.10
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("syscall")
int run(void *ctx) // expect: BP506
{
	return 0;
}

SEC("iter.s/task")
int sleeping_iterator(struct bpf_iter__task *ctx) // silent: loads, and sleeps since 5.18
{
	return 0;
}

SEC("uprobe.s")
int sleeping_uprobe(struct pt_regs *ctx) // expect: BP506
{
	return 0;
}

SEC("xdp.frags")
int fragments(struct xdp_md *ctx) // expect: BP506
{
	return XDP_PASS;
}

SEC("kprobe.multi")
int many(struct pt_regs *ctx) // expect: BP506 warning
{
	return 0;
}

SEC("fentry.s/bpf_fentry_test1")
int BPF_PROG(sleeping) // silent: since 5.10
{
	return 0;
}

char _license[] SEC("license") = "GPL";
