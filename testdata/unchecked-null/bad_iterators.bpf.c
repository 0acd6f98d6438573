#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

SEC("iter/task_file")
int task_of_a_file(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;

	return task->tgid == 1; // expect: KF406
}

SEC("iter/tcp")
int socket(struct bpf_iter__tcp *ctx)
{
	struct sock_common *sk = ctx->sk_common;

	return sk->skc_family == 2; // expect: KF406
}

SEC("iter/bpf_map_elem")
int bytes_of_a_value(struct bpf_iter__bpf_map_elem *ctx)
{
	u64 *count = ctx->value;

	*count = 0; // expect: KF406
	return 0;
}

SEC("iter/task_vma")
int tested_another(struct bpf_iter__task_vma *ctx)
{
	struct vm_area_struct *vma = ctx->vma;

	if (!ctx->task)
		return 0;
	return vma->vm_start == 0; // expect: KF406
}
