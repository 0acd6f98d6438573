// bpflint: select=BP613
// SPDX-License-Identifier: MIT
/* The same without the habit, and what only looks like it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int asks(struct __sk_buff *skb)
{
	__u8 kind = 0;

	if (bpf_skb_load_bytes(skb, 0, &kind, sizeof(kind)) < 0)
		return 0;
	return kind == 7;
}

SEC("kprobe/do_nanosleep")
int reads_the_kernel(struct pt_regs *ctx)
{
	__u64 value = 0;

	bpf_probe_read_kernel(&value, sizeof(value), (void *)ctx->di); // silent: zero if it fails, as BPF_CORE_READ() gives
	return value != 0;
}
