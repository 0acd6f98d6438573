#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern void bpf_qdisc_skb_drop(struct sk_buff *p, struct bpf_sk_buff_ptr *to_free_list) __ksym;

#define NET_XMIT_DROP 1

SEC("struct_ops/packet_leaked")
int BPF_PROG(packet_leaked, struct sk_buff *skb, struct Qdisc *sch, struct bpf_sk_buff_ptr *to_free)
{
	if (skb->mark)
		return NET_XMIT_DROP; // expect: KF415
	bpf_qdisc_skb_drop(skb, to_free);
	return NET_XMIT_DROP;
}

SEC("struct_ops/not_null")
struct sk_buff *BPF_PROG(not_null, struct Qdisc *sch)
{
	return (struct sk_buff *)1; // expect: KF415
}

SEC(".struct_ops")
struct Qdisc_ops leaky = {
	.enqueue = (void *)packet_leaked,
	.dequeue = (void *)not_null,
	.id = "leaky",
};

char _license[] SEC("license") = "GPL";
