// bpflint: kernel=7.3
// An RCU read side that is left in a program that cannot sleep, which keeps what was read under RCU since 7.3.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern void bpf_preempt_disable(void) __ksym;
extern void bpf_preempt_enable(void) __ksym;

char LICENSE[] SEC("license") = "GPL";

static __always_inline int hold(struct task_struct *task)
{
	task = bpf_task_acquire(task);
	if (task)
		bpf_task_release(task);
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(read_within, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct task_struct *task;

	bpf_rcu_read_lock();
	task = prev->real_parent;
	bpf_rcu_read_unlock();
	return hold(task);
}

SEC("tp_btf/sched_switch")
int BPF_PROG(read_before, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct task_struct *task = prev->real_parent;

	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return hold(task);
}

SEC("tp_btf/sched_switch")
int BPF_PROG(preemption_is_no_section, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct task_struct *task;

	bpf_preempt_disable();
	task = prev->real_parent;
	bpf_preempt_enable();
	task = bpf_task_acquire(task);
	if (task)
		bpf_task_release(task);
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(within_another, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	struct task_struct *task;

	bpf_rcu_read_lock();
	bpf_rcu_read_lock();
	task = prev->real_parent;
	bpf_rcu_read_unlock();
	task = bpf_task_acquire(task);
	if (task)
		bpf_task_release(task);
	bpf_rcu_read_unlock();
	return 0;
}
