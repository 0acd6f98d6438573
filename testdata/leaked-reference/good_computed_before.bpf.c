// bpflint: kernel=6.18
// What was computed of a number stays in a register: that the number is 2 says nothing new of it.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

SEC("tc")
int masks_once(struct __sk_buff *ctx)
{
	struct task_struct *task = NULL;
	u32 a = bpf_get_prandom_u32();
	long sum = 0;

	if ((a & 3) == 1)
		task = bpf_task_from_pid(1);
	if (a == 2 || a == 3)
		sum = a & 7;
	if ((a & 3) == 1 && task) {
		sum += task->pid;
		bpf_task_release(task);
	}
	bpf_printk("%ld", sum);
	return 0; // silent: the register says 1
}

char LICENSE[] SEC("license") = "GPL";
