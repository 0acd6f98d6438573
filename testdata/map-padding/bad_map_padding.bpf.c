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

struct process {
	char name[14];
	__u32 pid;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16);
	__type(key, struct process);
	__type(value, __u64);
} processes SEC(".maps");

SEC("tracepoint/sched/sched_switch")
int a_helper_fills_a_member(void *ctx)
{
	struct process key;

	bpf_get_current_comm(&key.name, sizeof(key.name));
	key.pid = 7;
	return bpf_map_delete_elem(&processes, &key); // expect: BP610
}
