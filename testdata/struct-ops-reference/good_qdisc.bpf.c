#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

extern void bpf_qdisc_skb_drop(struct sk_buff *p, struct bpf_sk_buff_ptr *to_free_list) __ksym;

#define NET_XMIT_DROP 1

SEC("struct_ops/packet_dropped")
int BPF_PROG(packet_dropped, struct sk_buff *skb, struct Qdisc *sch, struct bpf_sk_buff_ptr *to_free)
{
	bpf_qdisc_skb_drop(skb, to_free);
	return NET_XMIT_DROP;
}

SEC("struct_ops/nothing_to_send")
struct sk_buff *BPF_PROG(nothing_to_send, struct Qdisc *sch)
{
	return NULL; // silent: NULL is always fine
}

SEC(".struct_ops")
struct Qdisc_ops drops = {
	.enqueue = (void *)packet_dropped,
	.dequeue = (void *)nothing_to_send,
	.id = "drops",
};

char _license[] SEC("license") = "GPL";
