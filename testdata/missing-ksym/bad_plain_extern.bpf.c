#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern struct task_struct *bpf_task_from_pid(s32 pid); // expect: KF103
extern void bpf_task_release(struct task_struct *p) __ksym;

SEC("tp_btf/task_newtask")
int plain_extern(u64 *ctx)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (task)
		bpf_task_release(task);
	return 0;
}

extern u32 bpf_cpumask_first_zero(const struct cpumask *cpumask); // expect: KF103 warning
extern u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;

static __always_inline u32 apply(u32 (*find)(const struct cpumask *), struct task_struct *task)
{
	return find(task->cpus_ptr);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(passed_on, struct task_struct *task)
{
	return apply((void *)bpf_cpumask_first_zero, task) + apply(bpf_cpumask_first, task) > 4096;
}

char _license[] SEC("license") = "GPL";
