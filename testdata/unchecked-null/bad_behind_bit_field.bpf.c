#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, u64);
} counts SEC(".maps");

SEC("xdp")
int with_options(struct xdp_md *ctx)
{
	struct iphdr *ip = (void *)(long)ctx->data;
	u32 key = 1;
	u64 *count;

	if ((void *)(ip + 1) > (void *)(long)ctx->data_end || ip->ihl < 5)
		return XDP_DROP;
	count = bpf_map_lookup_elem(&counts, &key);
	*count = 1; // expect: KF406
	return XDP_PASS;
}
