// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct counters {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, __u64);
} first SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, __u32);
	__array(values, struct counters);
} tables SEC(".maps") = {
	.values = {[0] = &first},
};

SEC("tc")
int entries_of(struct __sk_buff *skb)
{
	struct bpf_map *table;
	__u32 key = skb->mark;

	table = bpf_map_lookup_elem(&tables, &key);
	return table->max_entries; // expect: KF406
}

char _license[] SEC("license") = "GPL";
