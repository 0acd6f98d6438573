// bpflint: kernel=6.18
// Comparisons the wrong way round. Where the next one can only come out one way, compilers leave out what lies between;
// where it can come out either way, they read.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("xdp")
int left_either_way(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);
	int size;

	if (!((void *)(ip + 1) > end))
		return XDP_PASS;
	size = ip->ihl * 4; // expect: KF417 warning
	if (size <= (int)sizeof(*ip))
		return XDP_PASS;
	if ((void *)ip + size > end)
		return XDP_PASS;
	return ip->protocol == IPPROTO_TCP ? XDP_DROP : XDP_PASS; // silent: no way leads here
}

SEC("xdp")
int compared_again(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);
	int size;

	if (!((void *)(ip + 1) > end))
		return XDP_PASS;
	size = ip->ihl * 4; // expect: KF417
	if ((void *)ip + size > end)
		return XDP_PASS;
	return XDP_DROP;
}

char LICENSE[] SEC("license") = "GPL";
