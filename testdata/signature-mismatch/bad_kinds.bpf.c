#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(void *pid) __ksym; // expect: KF102
extern void bpf_task_release(struct task_struct *p) __ksym;

SEC("tp_btf/task_newtask")
int pointer_for_an_integer(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(ctx);

	if (task)
		bpf_task_release(task);
	return 0;
}

char _license[] SEC("license") = "GPL";
