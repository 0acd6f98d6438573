#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

int wanted;

SEC("tp_btf/task_newtask")
int never_released(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1); // note: acquired here

	return task ? task->pid : 0; // expect: KF403
}

SEC("tp_btf/task_newtask")
int early_return(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0; // silent: there is nothing to release
	if (task->pid == wanted)
		return 1; // expect: KF403
	bpf_task_release(task);
	return 0;
}

SEC("tp_btf/task_newtask")
int overwritten(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	task = bpf_task_from_pid(2);
	if (task)
		bpf_task_release(task);
	return 0; // expect: KF403
}

SEC("tp_btf/task_newtask")
int both_ways_alike(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0; // silent: a person looks for the leak behind the test
	return 0; // expect: KF403
}

char _license[] SEC("license") = "GPL";
