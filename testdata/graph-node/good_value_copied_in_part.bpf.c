// Copies of values with a lock: of a variable that is never in memory compilers copy only what is read.
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
int one_member(struct __sk_buff *skb)
{
	u32 key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key), copy;

	if (!value)
		return 0;
	copy = *value;
	return copy.count > 10;
}

static __always_inline int is_full(struct value value)
{
	return value.count > value.limit;
}

SEC("tc")
int by_value(struct __sk_buff *skb)
{
	u32 key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);

	return value ? is_full(*value) : 0;
}
