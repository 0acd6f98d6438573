// bpflint: select=BP611
// SPDX-License-Identifier: MIT
/* Each marked line is what BP611 advises about. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("xdp")
int talks(struct xdp_md *ctx)
{
	bpf_printk("a packet"); // expect: BP611
	return XDP_PASS;
}
