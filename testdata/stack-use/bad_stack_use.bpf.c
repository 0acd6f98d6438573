// bpflint: select=BP614
// SPDX-License-Identifier: MIT
/* Each marked line is what BP614 advises about. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

static __noinline int name_of(struct __sk_buff *skb)
{
	char name[240];

	return bpf_skb_load_bytes(skb, 0, name, sizeof(name)) + name[skb->len & 15];
}

SEC("tc")
int two_large_frames(struct __sk_buff *skb) // expect: BP614
{
	char line[240];

	if (bpf_skb_load_bytes(skb, 0, line, sizeof(line)) < 0)
		return 0;
	return name_of(skb) + line[skb->len & 15];
}
