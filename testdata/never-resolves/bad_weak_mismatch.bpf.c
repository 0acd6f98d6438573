#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void *bpf_task_from_pid(s32 pid) __ksym __weak; // expect: KF109
extern void bpf_task_release(struct task_struct *p) __ksym;

SEC("tp_btf/task_newtask")
int never_taken(u64 *ctx)
{
	struct task_struct *task;

	if (!bpf_ksym_exists(bpf_task_from_pid))
		return 0; // every kernel returns here
	task = bpf_task_from_pid(1);
	if (task)
		bpf_task_release(task);
	return 0;
}

char _license[] SEC("license") = "GPL";
