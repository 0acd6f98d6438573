#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

unsigned long seen;

/* What the last call returned is still in the register. */
SEC("xdp")
int leaves_a_result(struct xdp_md *ctx) // silent: a call sets it
{
	seen = bpf_ktime_get_ns();
}

/* Compilers choose the number that the other paths return. */
SEC("tp_btf/task_newtask")
int BPF_PROG(returns_at_times, struct task_struct *task, u64 flags) // silent: there is a number
{
	if (task->pid == 1)
		return 0;
	seen += task->pid;
}

SEC("tc")
int leaves_by_assembly(struct __sk_buff *skb) // silent: assembly may set it
{
	asm volatile("r0 = 0" ::: "r0");
}

char _license[] SEC("license") = "GPL";
