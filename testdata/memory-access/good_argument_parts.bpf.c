// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

volatile __u64 seen;

SEC("tp_btf/task_newtask")
int whole_arguments(__u64 *ctx)
{
	seen = ctx[0];
	seen = ctx[1];
	return 0;
}

SEC("tp_btf/task_newtask")
int beginning_of_a_number(__u64 *ctx)
{
	seen = *(__u32 *)&ctx[1] + *(__u8 *)&ctx[1];
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(declared_narrower, struct task_struct *task, int flags)
{
	seen = flags + task->pid;
	return 0;
}

SEC("raw_tp/sys_enter")
int parts_of_untyped_arguments(__u64 *ctx)
{
	seen = *(__u32 *)ctx + *((__u32 *)ctx + 3);
	return 0;
}

char _license[] SEC("license") = "GPL";
