// SPDX-License-Identifier: MIT
/* Each marked line is what BP615 advises about. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct big {
	__u64 values[4];
};

SEC("tc")
int too_far(struct __sk_buff *skb)
{
	struct big big;
	__u64 small = 0;

	__builtin_memset(&small, 0, sizeof(struct big)); // expect: BP615
	if (bpf_skb_load_bytes(skb, 0, &big, sizeof(big)) < 0)
		return 0;
	__builtin_memcpy(&small, &big, sizeof(big)); // expect: BP615
	return small;
}
