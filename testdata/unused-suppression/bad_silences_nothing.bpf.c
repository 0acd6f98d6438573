// SPDX-License-Identifier: MIT
/* Comments that have outlived their reason. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int nothing_to_silence(struct __sk_buff *skb)
{
	return skb->len > 100; /* bpflint: disable=KF401 */ // expect: BP601
}

SEC("tc")
int misspelt(struct __sk_buff *skb)
{
	return skb->len > 100; /* bpflint: disable=leaked-refrence */ // expect: BP601
}
