// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern void bpf_preempt_disable(void) __ksym;
extern void bpf_preempt_enable(void) __ksym;

const volatile int mode = 2;
const volatile struct {
	bool strict;
	int depth;
} settings = { .depth = 4 };
const struct {
	bool strict;
	int depth;
} built_in = { .depth = 4 };

char LICENSE[] SEC("license") = "GPL";

static __noinline void look(void)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (task)
		bpf_task_release(task);
}

SEC("syscall")
int number(void *ctx)
{
	if (mode == 2)
		bpf_preempt_disable();
	look();
	if (mode == 2)
		bpf_preempt_enable(); // silent: the verifier knows what the loader set, and does not forget it
	return 0;
}

SEC("syscall")
int member(void *ctx)
{
	if (settings.depth > 3)
		bpf_preempt_disable();
	look();
	if (settings.depth > 3)
		bpf_preempt_enable(); // silent: the same
	return 0;
}

SEC("syscall")
int for_ever(void *ctx)
{
	if (built_in.strict)
		bpf_preempt_disable();
	if (built_in.depth == 3)
		bpf_preempt_disable();
	return 0; // silent: the compiler knows what nobody can change
}
