// bpflint: kernel=7.3
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

SEC(".struct_ops.link")
struct sched_ext_ops___sub sub = {
	.select_cpu = (void *)select_cpu,
	.sub_cgroup_id = 1,
	.name = "sub",
};

char _license[] SEC("license") = "GPL";
