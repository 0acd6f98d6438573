#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#include <bpf/bpf_tracing.h>

extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(tracepoint_argument, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *acquired = bpf_task_acquire(task); // silent: tracepoint arguments are trusted

	if (acquired)
		bpf_task_release(acquired);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(current_task, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *acquired = bpf_task_acquire(bpf_get_current_task_btf());

	if (acquired)
		bpf_task_release(acquired);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(rcu_field, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *parent, *acquired;

	parent = task->real_parent; // silent: an __rcu field read in a program that is under RCU protection
	acquired = bpf_task_acquire(parent);
	if (acquired)
		bpf_task_release(acquired);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(trusted_field, struct task_struct *task, u64 clone_flags)
{
	struct task_struct *acquired = bpf_task_acquire(task->group_leader); // silent: group_leader stays trusted

	if (acquired)
		bpf_task_release(acquired);
	return 0;
}

char _license[] SEC("license") = "GPL";
