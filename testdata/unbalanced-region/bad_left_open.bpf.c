#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern void bpf_preempt_disable(void) __ksym;
extern void bpf_preempt_enable(void) __ksym;
extern void bpf_local_irq_save(unsigned long *flags) __ksym;
extern void bpf_local_irq_restore(unsigned long *flags) __ksym;

int result;

SEC("tp_btf/task_newtask")
int BPF_PROG(left_on_one_branch, struct task_struct *task, u64 clone_flags)
{
	bpf_rcu_read_lock(); // note: opened here
	if (clone_flags)
		return 0; // expect: KF407
	result = task->pid;
	bpf_rcu_read_unlock();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(never_opened, struct task_struct *task, u64 clone_flags)
{
	bpf_rcu_read_unlock(); // expect: KF407
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(preemption_left_off, struct task_struct *task, u64 clone_flags)
{
	bpf_preempt_disable();
	bpf_preempt_disable();
	bpf_preempt_enable();
	return 0; // expect: KF407
}

SEC("tp_btf/task_newtask")
int BPF_PROG(wrong_order, struct task_struct *task, u64 clone_flags)
{
	unsigned long outer, inner;

	bpf_local_irq_save(&outer);
	bpf_local_irq_save(&inner);
	bpf_local_irq_restore(&outer); // expect: KF407
	bpf_local_irq_restore(&inner);
	return 0;
}

char _license[] SEC("license") = "GPL";
