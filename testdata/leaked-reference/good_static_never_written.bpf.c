#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

static bool debug;
static int level = 2;

SEC("tc")
int switched_off(struct __sk_buff *skb)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	if (debug || level != 2)
		return 1; // silent: nothing writes these variables, so the compiler knows what they hold
	bpf_task_release(task);
	return 0;
}
