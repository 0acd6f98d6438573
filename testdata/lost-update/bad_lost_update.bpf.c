// SPDX-License-Identifier: MIT
/* Each marked line is what BP612 advises about. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} packets SEC(".maps");

SEC("xdp")
int counts(struct xdp_md *ctx)
{
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&packets, &key);

	if (count)
		*count += 1; // expect: BP612
	return XDP_PASS;
}

struct traffic {
	__u64 packets;
	__u64 bytes;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct traffic);
} by_protocol SEC(".maps");

SEC("tc")
int written_out(struct __sk_buff *skb)
{
	__u32 key = skb->protocol & 3;
	struct traffic *sum = bpf_map_lookup_elem(&by_protocol, &key);

	if (!sum)
		return 0;
	sum->packets = sum->packets + 1; // expect: BP612
	sum->bytes = skb->len + sum->bytes;
	return 0;
}
