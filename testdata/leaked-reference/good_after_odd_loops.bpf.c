// bpflint: kernel=6.18
// Loops of many rounds that nothing counts by a constant: a late round gives back what was held.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

char LICENSE[] SEC("license") = "GPL";

SEC("syscall")
int given_back_late(void *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);
	int i;

	if (!task)
		return 0;
	for (i = 1; i < 1 << 18; i <<= 1) {
		if (i == 1 << 16) {
			bpf_task_release(task);
			task = NULL;
		}
	}
	return 0; // silent: the round of 1 << 16 comes
}

SEC("syscall")
int taken_late(void *ctx)
{
	struct task_struct *task = NULL;
	int i;

	for (i = 1; i < 1 << 18; i <<= 1) {
		if (i == 1 << 16)
			task = bpf_task_from_pid(1);
	}
	if (!task)
		return 0;
	i = task->pid;
	bpf_task_release(task);
	return i;
}

SEC("syscall")
int after(void *ctx)
{
	struct task_struct *task;
	u32 n = 1 << 20, k = 0;

	while (n) {
		n /= 2;
		k++;
	}
	task = bpf_task_from_pid(k);
	if (!task)
		return 0;
	n = task->pid;
	bpf_task_release(task);
	return n;
}
