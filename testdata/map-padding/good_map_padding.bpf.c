// SPDX-License-Identifier: MIT
/* The same without the habit, and what only looks like it. */
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
int a_whole_key(struct __sk_buff *skb)
{
	struct flow key;

	__builtin_memset(&key, 0, sizeof(key));
	key.address = skb->remote_ip4;
	key.port = skb->remote_port;
	return bpf_map_lookup_elem(&flows, &key) != NULL;
}

struct named {
	__u32 address;
	__u16 port;
	__u16 unused;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, struct named);
	__type(value, __u64);
} more SEC(".maps");

SEC("cgroup_skb/ingress")
int no_padding(struct __sk_buff *skb)
{
	struct named key;
	struct flow given = {};

	key.address = skb->remote_ip4;
	key.port = skb->remote_port;
	key.unused = 0;
	given.port = 7;
	return bpf_map_lookup_elem(&more, &key) && bpf_map_lookup_elem(&flows, &given); // silent: all bytes are set
}
