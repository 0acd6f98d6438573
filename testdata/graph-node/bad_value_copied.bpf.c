// Copies of values with the lock in them.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct value {
	u64 count;
	struct bpf_spin_lock lock;
	u64 limit;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, u32);
	__type(value, struct value);
} values SEC(".maps");

char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int into_memory(struct __sk_buff *skb)
{
	u32 key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key), copy;

	if (!value)
		return 0;
	copy = *value; // expect: KF412
	key = 1;
	bpf_map_update_elem(&values, &key, &copy, BPF_ANY);
	return 0;
}

SEC("tc")
int read_from(struct __sk_buff *skb)
{
	u32 key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key), copy;

	if (!value)
		return 0;
	copy = *value; // expect: KF412
	return *(u32 *)&copy.lock;
}
