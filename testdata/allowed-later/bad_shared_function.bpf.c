// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

static bool never_written;
const volatile int mode = 2;

char LICENSE[] SEC("license") = "GPL";

static __noinline void look(void)
{
	struct task_struct *task = bpf_task_from_pid(1); // expect: KF303

	if (task)
		bpf_task_release(task); // expect: KF303
}

SEC("raw_tp/sys_enter")
int comes_here(void *ctx)
{
	if (mode == 2)
		look();
	return 0;
}

SEC("raw_tp/sys_enter")
int never_comes(void *ctx)
{
	if (never_written)
		look(); // silent: the compiler leaves it out
	return 0;
}

SEC("raw_tp/sys_enter")
int would_come(void *ctx)
{
	if (mode > 2)
		look(); // silent: not as the file stands
	return 0;
}
