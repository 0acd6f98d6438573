#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

SEC("tp_btf/task_newtask")
int literal_null(u64 *ctx)
{
	struct task_struct *task = bpf_task_acquire(NULL); // expect: KF107

	if (task)
		bpf_task_release(task);
	return 0;
}

SEC("tp_btf/task_newtask")
int maybe_null(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1); // note: may be NULL

	bpf_task_release(task); // expect: KF107
	return 0;
}

SEC("tp_btf/task_newtask")
int null_on_one_branch(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		bpf_task_release(task); // expect: KF107
	else
		bpf_task_release(task);
	return 0;
}

char _license[] SEC("license") = "GPL";
