#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
} counts SEC(".maps");

SEC("tc")
int never(struct __sk_buff *skb)
{
	u32 key = 1;
	u64 *count = bpf_map_lookup_elem(&counts, &key);

	if ((skb->mark << 1) & 1)
		*count = 1; // silent: a number times two is even, and the compiler knows
	return 0;
}
