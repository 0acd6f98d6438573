#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

static bool debug;

SEC("tc")
int switches_on(struct __sk_buff *skb)
{
	debug = skb->mark;
	return 0;
}

SEC("tc")
int leaks(struct __sk_buff *skb)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	if (debug)
		return 1; // expect: KF403
	bpf_task_release(task);
	return 0;
}
