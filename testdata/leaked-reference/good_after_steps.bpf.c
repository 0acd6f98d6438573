// bpflint: kernel=6.18
// A loop that counts by more than one ends with the first number that is too much, and with no other.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

char LICENSE[] SEC("license") = "GPL";

SEC("syscall")
int down_by_four(void *ctx)
{
	struct task_struct *task;
	int i;

	for (i = 256; i >= 0; i -= 4) {
		task = bpf_task_from_pid(i);
		if (task)
			bpf_task_release(task);
	}
	task = bpf_task_from_pid(1);
	if (!task)
		return 0;
	i = task->pid;
	bpf_task_release(task);
	return i;
}

SEC("syscall")
int up_by_three(void *ctx)
{
	struct task_struct *task;
	int i;

	for (i = 1; i <= 100; i += 3) {
		task = bpf_task_from_pid(i);
		if (task)
			bpf_task_release(task);
	}
	if (i == 103)
		return 0;
	task = bpf_task_from_pid(1);
	if (!task)
		return 0;
	return task->pid; // silent: the loop ends with 103
}
