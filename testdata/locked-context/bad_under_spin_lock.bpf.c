#include "vmlinux.h"
#include <bpf/bpf_helpers.h>


struct value {
	struct bpf_spin_lock lock;
	int count;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct value);
} values SEC(".maps");

SEC("tc")
int calls_under_spin_lock(struct __sk_buff *skb)
{
	struct value *value;
	__u32 key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	if (!value)
		return 0;
	bpf_spin_lock(&value->lock); // note: lock taken here
	value->count = bpf_get_prandom_u32(); // expect: KF204
	bpf_spin_unlock(&value->lock);
	return 0;
}

char _license[] SEC("license") = "GPL";
