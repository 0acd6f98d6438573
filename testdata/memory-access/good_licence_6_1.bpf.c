// bpflint: kernel=6.1
// Kernels did not always ask for a licence where a program looks into their objects.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("?iter/task")
int looks_at_a_task(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	return task && task->pid == 1; // silent: not asked for yet
}

SEC("?tp_btf/sys_enter")
int BPF_PROG(looks_at_registers, struct pt_regs *registers, long id)
{
	return registers->di == 1; // silent: not asked for yet
}

char _license[] SEC("license") = "Proprietary";
