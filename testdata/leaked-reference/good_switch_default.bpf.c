// bpflint: kernel=6.18
// Behind the default of a switch compilers know which values its cases have taken.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

int out;

SEC("syscall")
int one_case(void *ctx)
{
	u32 a = bpf_get_prandom_u32();

	switch (a) {
	case 1:
		out = 3;
		break;
	default:
		if (a == 1)
			bpf_task_from_pid(1);
	}
	return 0;
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
		if ((a & 7) == 1)
			bpf_task_from_pid(1);
	}
	return 0;
}

SEC("syscall")
int neighbours(void *ctx)
{
	u32 a = bpf_get_prandom_u32();

	switch (a & 7) {
	case 1:
		out = 3;
		break;
	case 2:
		out = 4;
		break;
	case 3:
		out = 5;
		break;
	default:
		if ((a & 7) == 2)
			bpf_task_from_pid(1);
	}
	return 0;
}

SEC("syscall")
int far_apart(void *ctx)
{
	u32 a = bpf_get_prandom_u32();

	switch (a & 7) {
	case 1:
		out = 3;
		break;
	case 4:
		out = 4;
		break;
	case 6:
		out = 5;
		break;
	default:
		if ((a & 7) == 4)
			bpf_task_from_pid(1);
	}
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
