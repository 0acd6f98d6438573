// bpflint: kernel=6.18
// Contexts of another kind of program: what lies there in the one that these programs get is not accessed so.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

__u64 kept;

SEC("?cgroup_skb/egress")
int BPF_PROG(arguments_of_a_tracepoint, struct task_struct *task, __u64 flags) // expect: KF417
{
	kept = flags;
	return 1;
}

SEC("?xdp")
int task_of_an_iterator(struct bpf_iter__task *ctx)
{
	return ctx->task ? XDP_PASS : XDP_DROP; // expect: KF417
}

SEC("?tc")
int registers_of_a_kprobe(struct pt_regs *ctx)
{
	return ctx->di == 5; // expect: KF417
}

SEC("?tc")
int closed_word(__u32 *words)
{
	return words[22] == 3; // expect: KF417
}

char _license[] SEC("license") = "GPL";

SEC("xdp")
int adds_to_the_packet_s_address(struct __sk_buff *skb)
{
	return kept + skb->len; // expect: KF417 warning
}
