// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

SEC("tp_btf/netif_receive_skb")
int BPF_PROG(on_receive, struct sk_buff *skb)
{
	bpf_printk("%d", BPF_CORE_READ_BITFIELD(skb, tstamp_type)); // expect: BP509
	return 0;
}

SEC("tp_btf/netif_receive_skb")
int BPF_PROG(on_receive_directly, struct sk_buff *skb)
{
	bpf_printk("%d", skb->unreadable); // expect: BP509
	return 0;
}

char _license[] SEC("license") = "GPL";
