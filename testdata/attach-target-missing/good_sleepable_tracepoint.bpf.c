// bpflint: kernel=7.3
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("tp_btf.s/sys_enter")
int BPF_PROG(sleeps_at_a_system_call, struct pt_regs *regs, long id)
{
	return 0;
}

SEC("tp_btf.s/sys_exit")
int BPF_PROG(sleeps_behind_a_system_call, struct pt_regs *regs, long result)
{
	return 0;
}

/* A raw tracepoint has its name only when it is attached. */
SEC("raw_tp.s/sched_switch")
int sleeps_in_the_scheduler(void *ctx)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
