// bpflint: kernel=6.18
// A constant key that is all there is on the stack lies at the end of a register's room, where the verifier keeps no
// number but zero: it does not know that the array has it.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

SEC("xdp")
int second(struct xdp_md *ctx)
{
	__u32 key = 1;
	__u64 *count = bpf_map_lookup_elem(&counts, &key);

	*count += 1; // expect: KF406
	return XDP_PASS;
}

SEC("xdp")
int first(struct xdp_md *ctx)
{
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&counts, &key);

	*count += 1; // silent: zeroes are known
	return XDP_PASS;
}

SEC("xdp")
int beside_others(struct xdp_md *ctx)
{
	__u32 other = ctx->rx_queue_index, key = 1;
	__u64 *count;

	bpf_map_delete_elem(&counts, &other);
	count = bpf_map_lookup_elem(&counts, &key);
	*count += 1; // silent: it may lie at the beginning
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
