// bpflint: kernel=6.12
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

u64 last;

SEC("lsm/inode_setattr")
int BPF_PROG(as_on_6_1, struct dentry *dentry, struct iattr *attr) // expect: BP510 warning
{
	last = dentry->d_flags; // note: used here
	last += attr->ia_valid;
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(without_preempt, struct task_struct *prev, struct task_struct *next) // expect: BP510 warning
{
	if (!prev)
		return 0;
	last = next->pid;
	return 0;
}

SEC("lsm/file_open")
int BPF_PROG(as_a_number, int file) // expect: BP510 warning
{
	last = file;
	return 0;
}

char _license[] SEC("license") = "GPL";
