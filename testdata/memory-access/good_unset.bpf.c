// bpflint: kernel=6.18
// The same variables, set on every way, or by a helper.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

int pid;
char name[16];

SEC("tp_btf/task_newtask")
int BPF_PROG(reads_through_either, struct task_struct *new, u64 flags)
{
	struct task_struct *task;

	if (flags)
		task = new;
	else
		task = bpf_get_current_task_btf();
	pid = task->pid; // silent: it is one or the other
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(has_it_read, struct task_struct *new, u64 flags)
{
	struct task_struct *parent;

	if (bpf_probe_read_kernel(&parent, sizeof(parent), &new->real_parent))
		return 0;
	bpf_probe_read_kernel(name, sizeof(name), parent); // silent: a helper wrote it
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
