// bpflint: kernel=6.18
// Behind the default of a switch every other value is possible, and behind its end all are.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

int out;

SEC("syscall")
int another_value(void *ctx)
{
	u32 a = bpf_get_prandom_u32();

	switch (a) {
	case 1:
		out = 3;
		break;
	default:
		if (a == 2)
			bpf_task_from_pid(1);
	}
	return 0; // expect: KF403
}

SEC("syscall")
int masked(void *ctx)
{
	u32 a = bpf_get_prandom_u32();

	switch (a & 7) {
	case 1:
		out = 3;
		break;
	default:
		if ((a & 7) == 2)
			bpf_task_from_pid(1);
	}
	return 0; // expect: KF403
}

SEC("syscall")
int between(void *ctx)
{
	u32 a = bpf_get_prandom_u32();

	switch (a & 7) {
	case 1:
		out = 3;
		break;
	case 3:
		out = 4;
		break;
	default:
		if ((a & 7) == 2)
			bpf_task_from_pid(1);
	}
	return 0; // expect: KF403
}

SEC("syscall")
int after_the_end(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	struct task_struct *task = NULL;

	switch (a) {
	case 1:
		bpf_printk("one");
		break;
	default:
		task = bpf_task_from_pid(1);
	}
	bpf_printk("any");
	if (a != 1 && task)
		bpf_task_release(task);
	return 0; // expect: KF403 warning
}

char LICENSE[] SEC("license") = "GPL";
