#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct counters {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
} first SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, u32);
	__array(values, struct counters);
} tables SEC(".maps") = {
	.values = { [0] = &first },
};

SEC("xdp")
int tested(struct xdp_md *ctx)
{
	u32 key = ctx->rx_queue_index;
	void *table = bpf_map_lookup_elem(&tables, &key);
	u64 *count;

	if (!table)
		return XDP_PASS;
	count = bpf_map_lookup_elem(table, &key);
	if (count)
		__sync_fetch_and_add(count, 1);
	return XDP_PASS;
}
