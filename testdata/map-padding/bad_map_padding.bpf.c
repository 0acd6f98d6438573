// SPDX-License-Identifier: MIT
/* Each marked line is what BP610 advises about. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct flow {
	__u32 address;
	__u16 port;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, struct flow);
	__type(value, __u64);
} flows SEC(".maps");

SEC("cgroup_skb/ingress")
int half_a_key(struct __sk_buff *skb)
{
	struct flow key;

	key.address = skb->remote_ip4;
	key.port = skb->remote_port;
	return bpf_map_lookup_elem(&flows, &key) != NULL; // expect: BP610
}
