#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

unsigned long seen;

/* Without a return statement, nobody sets the register that the verifier looks at. */
SEC("xdp")
int counts_only(struct xdp_md *ctx) // expect: BP512
{
	seen++;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(counts_tasks, struct task_struct *task, u64 flags) // expect: BP512
{
	if (task->pid == 1)
		seen += task->pid;
}

char _license[] SEC("license") = "GPL";
