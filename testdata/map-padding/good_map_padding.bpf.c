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

struct counters {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 16);
	__uint(key_size, sizeof(struct flow));
	__array(values, struct counters);
} counters_of_flows SEC(".maps");

static __noinline int looked_up(struct flow key)
{
	return bpf_map_lookup_elem(&flows, &key) != NULL; // silent: the caller made it
}

SEC("cgroup_skb/ingress")
int of_other_maps(struct __sk_buff *skb)
{
	struct flow key;
	struct flow given = {};

	key.address = skb->remote_ip4;
	key.port = skb->remote_port;
	bpf_map_lookup_elem(&counters_of_flows, &key); // silent: maps of maps are made by the loader
	return looked_up(given);
}
