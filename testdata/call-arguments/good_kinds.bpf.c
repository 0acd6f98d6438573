#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern int bpf_dynptr_clone(const struct bpf_dynptr *p, struct bpf_dynptr *clone__uninit) __ksym;

char buffer[16];

SEC("tp_btf/task_newtask")
int kinds_fit(u64 *ctx)
{
	struct bpf_dynptr ptr, clone;
	struct task_struct *task;

	bpf_dynptr_from_mem(buffer, sizeof(buffer), 0, &ptr);
	bpf_dynptr_clone(&ptr, &clone); // silent: a dynptr lives on the stack
	task = bpf_task_from_pid(bpf_get_current_pid_tgid()); // silent: any integer
	if (task)
		bpf_task_release(task);
	return 0;
}

char _license[] SEC("license") = "GPL";
