#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern void *bpf_task_from_pid(s32 pid) __ksym; // expect: KF102
extern void bpf_task_release(struct task_struct *p) __ksym;

SEC("tp_btf/task_newtask")
int void_for_a_struct(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (task)
		bpf_task_release(task);
	return 0;
}

char _license[] SEC("license") = "GPL";
