// SPDX-License-Identifier: MIT
/* Each marked line is what BP606 advises about. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int copied_out(struct __sk_buff *skb)
{
	__u32 sum = 0;
	int i;

#pragma unroll // expect: BP606
	for (i = 0; i < 8; i++)
		sum += skb->hash >> i;
	return sum;
}
