// bpflint: kernel=6.18
// Reads through what a test found to be NULL, at offsets that CO-RE looks up: compilers know nothing of these, and keep
// the reads, with 0 in the place of the pointer.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u64 total;

SEC("tp_btf/task_newtask")
int BPF_PROG(walked, struct task_struct *task, u64 flags)
{
	struct mm_struct *mm = task->mm;

	if (!mm)
		total = mm->total_vm; // expect: KF406
	return 0;
}

SEC("iter/task_vma")
int given_to_an_iterator(struct bpf_iter__task_vma *ctx)
{
	struct vm_area_struct *vma = ctx->vma;

	if (vma)
		return 0;
	total = vma->vm_start; // expect: KF406
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
