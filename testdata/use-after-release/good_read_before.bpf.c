#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

int result;

SEC("tp_btf/task_newtask")
int read_before_release(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	result = task->pid;
	bpf_task_release(task);
	return 0;
}

SEC("tp_btf/task_newtask")
int variable_used_again(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (task)
		bpf_task_release(task);
	task = bpf_task_from_pid(2);
	if (task) {
		result = task->pid; // silent: the variable holds another reference now
		bpf_task_release(task);
	}
	return 0;
}

char _license[] SEC("license") = "GPL";
