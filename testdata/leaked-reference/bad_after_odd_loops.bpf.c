// bpflint: kernel=6.18
// What comes after loops of many rounds that nothing counts by a constant.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

char LICENSE[] SEC("license") = "GPL";

u64 seen[64];

SEC("syscall")
int shifted(void *ctx)
{
	struct task_struct *task;
	int i;

	for (i = 1; i < 1 << 18; i <<= 1)
		seen[i & 63] = i;
	task = bpf_task_from_pid(1);
	if (!task)
		return 0;
	return task->pid; // expect: KF403 warning
}

SEC("syscall")
int halved(void *ctx)
{
	struct task_struct *task;
	u32 n = 1 << 20, k = 0;

	while (n) {
		n /= 2;
		seen[k++ & 63] = n;
	}
	task = bpf_task_from_pid(1);
	if (!task)
		return 0;
	return task->pid; // expect: KF403 warning
}

SEC("syscall")
int from_both_ends(void *ctx)
{
	struct task_struct *task;
	int i, j;

	for (i = 0, j = 100; i < j; i++, j--) {
		task = bpf_task_from_pid(i);
		if (task)
			bpf_task_release(task);
	}
	task = bpf_task_from_pid(1);
	if (!task)
		return 0;
	return task->pid; // expect: KF403 warning
}
