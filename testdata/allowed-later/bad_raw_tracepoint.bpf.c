// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

SEC("raw_tp/task_newtask")
int from_a_raw_tracepoint(void *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1); // expect: KF303

	if (task)
		bpf_task_release(task); // expect: KF303
	return 0;
}

char _license[] SEC("license") = "GPL";
