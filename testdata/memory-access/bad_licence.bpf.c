// bpflint: kernel=6.18
// Objects of the kernel are there for programs with a licence like its own.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("?iter/task")
int looks_at_a_task(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	return task && task->pid == 1; // expect: KF417
}

SEC("?tp_btf/sys_enter")
int BPF_PROG(looks_at_registers, struct pt_regs *registers, long id)
{
	return registers->di == 1; // expect: KF417
}

char _license[] SEC("license") = "Proprietary";
