// bpflint: kernel=7.0
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct sched_ext_ops___sub {
	s32 (*select_cpu)(struct task_struct *p, s32 prev_cpu, u64 wake_flags);
	u64 sub_cgroup_id;
	char name[128];
};

SEC("struct_ops")
s32 BPF_PROG(select_cpu, struct task_struct *p, s32 prev_cpu, u64 wake_flags)
{
	return prev_cpu;
}

// libbpf passes over a member that the kernel lacks if it is zero, and over variables that it is not asked for.
SEC(".struct_ops.link")
struct sched_ext_ops___sub sub = {
	.select_cpu = (void *)select_cpu,
	.sub_cgroup_id = 0,
	.name = "sub",
};

SEC("?.struct_ops.link")
struct sched_ext_ops___sub not_asked_for = {
	.select_cpu = (void *)select_cpu,
	.sub_cgroup_id = 1,
	.name = "not_asked_for",
};

char _license[] SEC("license") = "GPL";
