// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct bpf_sk_buff_ptr;

extern void bpf_kfree_skb(struct sk_buff *skb) __ksym;

// The kernel passes a struct sk_buff **, and lets just this one be read.
SEC("struct_ops")
int BPF_PROG(enqueue, struct sk_buff *skb, struct Qdisc *queue, struct bpf_sk_buff_ptr *to_free)
{
	bpf_printk("%lx", (long)to_free);
	bpf_kfree_skb(skb);
	return 1;
}

SEC("struct_ops")
struct sk_buff *BPF_PROG(dequeue, struct Qdisc *queue)
{
	return 0;
}

SEC("struct_ops")
int BPF_PROG(init, struct Qdisc *queue, struct nlattr *options, struct netlink_ext_ack *ack)
{
	return 0;
}

SEC("struct_ops")
void BPF_PROG(reset, struct Qdisc *queue)
{
}

SEC("struct_ops")
void BPF_PROG(destroy, struct Qdisc *queue)
{
}

SEC(".struct_ops")
struct Qdisc_ops drop_all = {
	.enqueue = (void *)enqueue,
	.dequeue = (void *)dequeue,
	.init = (void *)init,
	.reset = (void *)reset,
	.destroy = (void *)destroy,
	.id = "drop_all",
};

char _license[] SEC("license") = "GPL";
