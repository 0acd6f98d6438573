#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

static __noinline struct task_struct *find(int pid)
{
	return bpf_task_from_pid(pid);
}

SEC("tp_btf/task_newtask")
int acquired_in_a_subprogram(u64 *ctx)
{
	struct task_struct *task = find(1);

	if (!task)
		return 0;
	bpf_printk("%d", task->pid);
	return 0; // expect: KF403
}

char _license[] SEC("license") = "GPL";
