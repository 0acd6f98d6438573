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

static void enter(void)
{
	bpf_rcu_read_lock();
}

static void leave(void)
{
	bpf_rcu_read_unlock();
}

SEC("tp_btf/task_newtask")
int BPF_PROG(closed_through_functions, struct task_struct *task, u64 clone_flags)
{
	enter();
	result = task->pid;
	leave(); // silent: the region is closed by a function that is called
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(nested, struct task_struct *task, u64 clone_flags)
{
	unsigned long outer, inner;

	bpf_preempt_disable();
	bpf_preempt_disable();
	bpf_preempt_enable();
	bpf_preempt_enable();
	bpf_local_irq_save(&outer);
	bpf_local_irq_save(&inner);
	bpf_local_irq_restore(&inner);
	bpf_local_irq_restore(&outer);
	return 0;
}

char _license[] SEC("license") = "GPL";
