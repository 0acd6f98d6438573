// bpflint: select=BP605
// SPDX-License-Identifier: MIT
/* Each marked line is what BP605 advises about. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

static int add(__u32 index, void *context)
{
	*(__u64 *)context += index;
	return 0;
}

SEC("tc")
int by_callback(struct __sk_buff *skb)
{
	__u64 sum = 0;

	bpf_loop(skb->len & 15, add, &sum, 0); // expect: BP605
	return sum > 3;
}
