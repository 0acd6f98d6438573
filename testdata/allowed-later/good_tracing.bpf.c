// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

SEC("tp_btf/task_newtask")
int with_btf(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1); // silent: open to tracing programs on 6.18 too

	if (task)
		bpf_task_release(task);
	return 0;
}

char _license[] SEC("license") = "GPL";
