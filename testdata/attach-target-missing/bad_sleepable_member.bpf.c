// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("struct_ops.s/enqueue")
void BPF_PROG(enqueue, struct task_struct *task, u64 flags) // expect: BP508
{
}

SEC("struct_ops.s/init")
s32 BPF_PROG(init) // silent: this member may sleep
{
	return 0;
}

SEC(".struct_ops.link")
struct sched_ext_ops ops = {
	.enqueue = (void *)enqueue,
	.init = (void *)init,
	.name = "sleepy",
};

char _license[] SEC("license") = "GPL";
