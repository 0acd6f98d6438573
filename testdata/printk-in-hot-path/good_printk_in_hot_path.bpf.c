// bpflint: select=BP611
// SPDX-License-Identifier: MIT
/* The same without the habit, and what only looks like it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

const volatile bool debug = false;

SEC("xdp")
int talks_when_asked(struct xdp_md *ctx)
{
	if (debug)
		bpf_printk("a packet");
	return XDP_PASS;
}

const volatile struct {
	bool debug;
} settings = {};

SEC("tc")
int behind_a_member(struct __sk_buff *skb)
{
	if (settings.debug)
		bpf_printk("%u bytes", skb->len); // silent: the loader decides
	return 0;
}
