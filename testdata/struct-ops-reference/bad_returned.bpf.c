// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern struct task_struct *bpf_task_from_pid(__s32 pid) __ksym;

SEC("struct_ops/dequeue")
struct sk_buff *BPF_PROG(dequeue_unowned, struct Qdisc *sch)
{
	return sch->gso_skb.next; // expect: KF415
}

SEC("struct_ops/dequeue")
struct sk_buff *BPF_PROG(dequeue_other_struct, struct Qdisc *sch)
{
	return (struct sk_buff *)bpf_task_from_pid(1); // expect: KF415
}

char _license[] SEC("license") = "GPL";

SEC(".struct_ops")
struct Qdisc_ops unowned = {
	.dequeue = (void *)dequeue_unowned,
	.id = "unowned",
};

SEC(".struct_ops")
struct Qdisc_ops other_struct = {
	.dequeue = (void *)dequeue_other_struct,
	.id = "other_struct",
};
