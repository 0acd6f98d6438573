// bpflint: select=BP613
// SPDX-License-Identifier: MIT
/* Each marked line is what BP613 advises about. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int goes_on(struct __sk_buff *skb)
{
	__u8 kind = 0;

	bpf_skb_load_bytes(skb, 0, &kind, sizeof(kind)); // expect: BP613
	return kind == 7;
}

SEC("kprobe/do_nanosleep")
int reads_a_user(struct pt_regs *ctx)
{
	__u64 value = 0;

	bpf_probe_read_user(&value, sizeof(value), (void *)ctx->di); // expect: BP613
	return value != 0;
}
