// SPDX-License-Identifier: MIT
/* The same without the habit, and what only looks like it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int looped(struct __sk_buff *skb)
{
	__u32 sum = 0;
	int i;

	for (i = 0; i < 8; i++)
		sum += skb->hash >> i;
#pragma unroll(1) // silent: asks not to
	for (i = 0; i < 8; i++)
		sum += skb->hash >> i;
	return sum;
}
