// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct value {
	struct bpf_res_spin_lock lock;
	int count;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct value);
} values SEC(".maps");

// To a kernel that does not know the lock, it is a number.
SEC("socket")
int filter(struct __sk_buff *skb)
{
	int key = 0;
	struct value *value = bpf_map_lookup_elem(&values, &key);

	return value ? value->count : 0;
}

char _license[] SEC("license") = "GPL";
