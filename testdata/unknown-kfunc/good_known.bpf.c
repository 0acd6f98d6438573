#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern struct task_struct *bpf_task_from_pid___compat(s32 pid) __ksym __weak; // silent: the text after ___ is a flavour
extern void bpf_task_release(struct task_struct *p) __ksym;
extern int acme_not_called(struct __sk_buff *skb) __ksym; // silent: never called, so the object does not ask for it

SEC("tp_btf/task_newtask")
int known(u64 *ctx)
{
	struct task_struct *task;

	task = bpf_ksym_exists(bpf_task_from_pid___compat) ? bpf_task_from_pid___compat(1) : bpf_task_from_pid(1);
	if (task)
		bpf_task_release(task);
	return 0;
}

char _license[] SEC("license") = "GPL";
