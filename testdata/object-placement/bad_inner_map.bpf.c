#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct jumps {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 8);
	__type(key, int);
	__type(value, int);
};

struct { // expect: KF410
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, int);
	__array(values, struct jumps);
} outer SEC(".maps");

SEC("tc")
int jump(struct __sk_buff *skb)
{
	int key = 0;
	void *map = bpf_map_lookup_elem(&outer, &key);
	if (map)
		bpf_tail_call(skb, map, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
