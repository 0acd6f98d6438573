#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

int wanted;

SEC("tp_btf/task_newtask")
int released_once_a_branch(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	if (task->pid == wanted) {
		bpf_task_release(task);
		return 1;
	}
	bpf_task_release(task); // silent: the other branch has returned
	return 0;
}

SEC("tp_btf/task_newtask")
int two_references_two_releases(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1), *again;

	if (!task)
		return 0;
	again = bpf_task_acquire(task);
	if (again)
		bpf_task_release(again);
	bpf_task_release(task);
	return 0;
}

char _license[] SEC("license") = "GPL";
