// bpflint: kernel=6.18
// What helpers promise of their results: no path holds more than the size they were given.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

char name[8];

SEC("tc")
int no_longer_than_the_buffer(struct __sk_buff *skb)
{
	struct task_struct *task = bpf_task_from_pid(1);
	long length;

	if (!task)
		return 0;
	length = bpf_probe_read_kernel_str(name, sizeof(name), task->comm);
	if (length > (long)sizeof(name))
		return 1; // silent: the helper never returns more
	bpf_task_release(task);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
