// SPDX-License-Identifier: MIT
/* The same without the habit, and what only looks like it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct big {
	__u64 values[4];
};

SEC("tc")
int as_large(struct __sk_buff *skb)
{
	struct big big;
	__u64 small;

	if (bpf_skb_load_bytes(skb, 0, &big, sizeof(big)) < 0)
		return 0;
	__builtin_memcpy(&small, &big, sizeof(small));
	return small;
}
