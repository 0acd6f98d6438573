// bpflint: kernel=6.18
// A static variable is memory, too, in which the verifier keeps no pointers.
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

char LICENSE[] SEC("license") = "GPL";

int pid;
static struct task_struct *last;
static struct task_struct *current_task;
static struct task_struct *held;

SEC("tp_btf/task_newtask")
int BPF_PROG(from_another_run, struct task_struct *task)
{
	if (last)
		pid = last->pid; // expect: KF417
	last = task;
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(behind_a_helper, struct task_struct *task)
{
	current_task = task;
	bpf_printk("new task");
	pid = current_task->pid; // expect: KF417
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(behind_a_kfunc, struct task_struct *task)
{
	held = task;
	bpf_rcu_read_lock();
	pid = held->pid; // expect: KF417
	bpf_rcu_read_unlock();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(in_a_function, struct task_struct *task)
{
	static struct task_struct *first;

	if (!first)
		first = task;
	pid = first->pid; // expect: KF417
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(behind_an_atomic_operation, struct task_struct *task)
{
	static struct task_struct *counted;

	counted = task;
	__sync_fetch_and_add(&pid, 1);
	pid = counted->pid; // expect: KF417
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(behind_assembly, struct task_struct *task)
{
	static struct task_struct *kept;

	kept = task;
	asm volatile("r0 = %[pid]" ::[pid] "r"(pid) : "r0");
	pid = kept->pid; // expect: KF417
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(behind_a_jump, struct task_struct *task)
{
	static struct task_struct *compared;

	compared = task;
	asm goto("if %[pid] > 7 goto %l[out]" ::[pid] "r"(pid)::out);
	pid = compared->pid; // expect: KF417
out:
	return 0;
}
