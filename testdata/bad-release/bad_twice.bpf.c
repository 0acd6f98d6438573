#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(released_twice, struct task_struct *parent, u64 clone_flags)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	bpf_task_release(task); // note: released here
	bpf_task_release(task); // expect: KF404
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(never_acquired, struct task_struct *parent, u64 clone_flags)
{
	bpf_task_release(parent); // expect: KF404
	return 0;
}

char _license[] SEC("license") = "GPL";
