// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

char LICENSE[] SEC("license") = "GPL";

static __always_inline bool wanted(u32 x)
{
	return x == 2 || x == 3;
}

SEC("syscall")
int compared(void *ctx)
{
	u32 a = bpf_get_prandom_u32(), b = bpf_get_prandom_u32();
	struct task_struct *task = NULL;

	if (a == b)
		task = bpf_task_from_pid(1);
	if (a == b && task)
		bpf_task_release(task);
	return 0; // silent: nothing stands between, so the compiler copies the second test
}

SEC("syscall")
int one_of_two(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	struct task_struct *task = NULL;

	if (a == 2 || a == 3)
		task = bpf_task_from_pid(1);
	if (a == 2 || a == 3) {
		if (task)
			bpf_task_release(task);
	}
	return 0; // silent: the compiler makes one test of both
}

SEC("syscall")
int through_a_function(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	struct task_struct *task = NULL;

	if (wanted(a))
		task = bpf_task_from_pid(1);
	if (wanted(a)) {
		if (task)
			bpf_task_release(task);
	}
	return 0; // silent: the same
}
