#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("xdp")
int adjust(struct xdp_md *ctx)
{
	bpf_xdp_adjust_head(ctx, 4);
	return XDP_PASS;
}

SEC("tc")
int store(struct __sk_buff *skb)
{
	return bpf_skb_pull_data(skb, 0);
}

char _license[] SEC("license") = "GPL";
