// bpflint: kernel=6.18
// Pointers that nothing was written to, read through and passed.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern int bpf_send_signal_task(struct task_struct *task, int sig, enum pid_type type, u64 value) __ksym;

int pid;
char name[16];

SEC("tp_btf/task_newtask")
int BPF_PROG(reads_through_it, struct task_struct *new, u64 flags)
{
	struct task_struct *task;

	pid = task->pid; // expect: KF417 warning
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(passes_it, struct task_struct *new, u64 flags)
{
	struct task_struct *parent;

	bpf_probe_read_kernel(name, sizeof(name), parent); // expect: KF417 warning
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(passes_a_number, struct task_struct *new, u64 flags)
{
	u64 value;

	bpf_send_signal_task(new, 9, PIDTYPE_PID, value); // expect: KF417 warning
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(tests_it, struct task_struct *new, u64 flags)
{
	struct task_struct *task;

	bpf_get_current_comm(name, sizeof(name));
	if (task) // expect: KF417 warning
		pid = new->pid;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
