#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_form_pid(s32 pid) __ksym; // expect: KF101
extern void bpf_task_release(struct task_struct *p) __ksym;

SEC("tp_btf/task_newtask")
int misspelt(u64 *ctx)
{
	struct task_struct *task = bpf_task_form_pid(1);

	if (task)
		bpf_task_release(task);
	return 0;
}

char _license[] SEC("license") = "GPL";
