#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, u64);
} counts SEC(".maps");

static long sum(struct bpf_map *map, u32 *key, u64 *value, u64 *total)
{
	u32 other = *key + 1;

	*total += *key;
	*value = *total;
	if (bpf_map_lookup_elem(&counts, key))
		bpf_map_delete_elem(&counts, &other);
	return 0;
}

SEC("tc")
int key_of_each(struct __sk_buff *skb)
{
	u64 total = 0;

	bpf_for_each_map_elem(&counts, sum, &total, 0);
	return total == 3;
}

SEC("iter/bpf_map_elem")
int key_of_an_iterator(struct bpf_iter__bpf_map_elem *ctx)
{
	u32 *key = ctx->key;
	u64 *value = ctx->value;

	if (!key || !value)
		return 0;
	*value = *key;
	return 0;
}
