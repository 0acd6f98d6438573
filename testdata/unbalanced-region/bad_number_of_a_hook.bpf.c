// bpflint: kernel=6.18
// What the hook passes as a number is one, whatever it looks like in an array of 64-bit values.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(flags_may_be_zero, struct task_struct *task, u64 clone_flags)
{
	bpf_rcu_read_lock();
	if (clone_flags)
		bpf_rcu_read_unlock();
	return 0; // expect: KF407
}

SEC("tp_btf/task_newtask")
int BPF_PROG(a_task_is_never_null, struct task_struct *task, u64 clone_flags)
{
	bpf_rcu_read_lock();
	if (task)
		bpf_rcu_read_unlock();
	return 0; // silent: the kernel gives a task here
}

char LICENSE[] SEC("license") = "GPL";
