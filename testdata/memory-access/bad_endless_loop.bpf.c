// bpflint: kernel=6.18
// Loops that never end and do nothing else: C lets compilers leave them out, and what they read is never read. A counter
// that wraps around ends its loop after all, and a call keeps one.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("xdp")
int away_from_its_bound(struct xdp_md *ctx)
{
	__u8 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	int sum = 0;

	if (data + 32 > end)
		return XDP_PASS;
	for (int index = 0; index < 32; index--)
		sum += data[index]; // expect: KF417 warning
	return sum ? XDP_PASS : XDP_DROP;
}

SEC("xdp")
int counts_another(struct xdp_md *ctx)
{
	__u8 *data = (void *)(long)ctx->data;
	int sum = 0;

	for (int left = ctx->rx_queue_index; left; sum--)
		sum += data[0]; // expect: KF417 warning
	return sum ? XDP_PASS : XDP_DROP;
}

SEC("xdp")
int wraps_around(struct xdp_md *ctx)
{
	__u8 *data = (void *)(long)ctx->data;
	int sum = 0;

	for (unsigned int index = 2; index < 3; index--)
		sum += data[index]; // expect: KF417
	return sum ? XDP_PASS : XDP_DROP;
}

SEC("xdp")
int calls(struct xdp_md *ctx)
{
	__u8 *data = (void *)(long)ctx->data;
	int sum = bpf_get_prandom_u32();

	for (int index = 0; index < 32; index--)
		bpf_printk("%d %d", sum, data[0]); // expect: KF417
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
