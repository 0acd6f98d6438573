// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u64 total;

SEC("tp_btf/task_newtask")
int BPF_PROG(walked, struct task_struct *task, u64 flags)
{
	struct mm_struct *mm = task->mm;

	if (mm)
		total = mm->total_vm;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(never_null, struct task_struct *task, u64 flags)
{
	if (!task)
		total = task->pid; // silent: the verifier knows that it is not NULL, and does not go there
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
