// bpflint: kernel=6.2,6.12
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct counter {
	struct bpf_spin_lock lock;
	int count;
};

struct inner {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, int);
	__type(value, struct counter);
} counters SEC(".maps");

struct { // silent: such values may be locked from 6.2 on
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, int);
	__array(values, struct inner);
} outer SEC(".maps") = { .values = { (void *)&counters } };

struct per_cpu {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 8);
	__type(key, int);
	__type(value, struct counter);
} for_each_cpu SEC(".maps");

struct { // silent: libbpf creates the inner map without its types, which may not hold locks
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, int);
	__array(values, struct per_cpu);
} of_cpus SEC(".maps") = { .values = { (void *)&for_each_cpu } };

SEC("tc")
int count(struct __sk_buff *skb)
{
	int key = 0;
	void *map = bpf_map_lookup_elem(&outer, &key);
	return map ? !bpf_map_lookup_elem(map, &key) : !bpf_map_lookup_elem(&of_cpus, &key);
}

char _license[] SEC("license") = "GPL";
