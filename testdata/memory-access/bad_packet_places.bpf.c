// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int before_it(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;

	if (data + 14 > end)
		return XDP_DROP;
	return *(__u8 *)(data - 1) ? XDP_PASS : XDP_DROP; // expect: KF417
}

SEC("xdp")
int at_a_number(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	__u32 offset = ctx->rx_queue_index & 0xff;

	if (data + 8 > end)
		return XDP_PASS;
	return *(__u32 *)(data + offset) ? XDP_PASS : XDP_DROP; // expect: KF417
}

SEC("xdp")
int behind_options(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);
	struct udphdr *udp;

	if ((void *)(ip + 1) > end)
		return XDP_PASS;
	udp = (void *)ip + ip->ihl * 4;
	return udp->dest == 13568 ? XDP_DROP : XDP_PASS; // expect: KF417
}

SEC("xdp")
int length_of_two_bytes(struct xdp_md *ctx)
{
	__u8 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	__u8 *next;

	if (data + 4 > end)
		return XDP_PASS;
	next = data + ((data[0] << 8 | data[1]) & 0x3ff);
	return next[4] ? XDP_PASS : XDP_DROP; // expect: KF417
}

char _license[] SEC("license") = "GPL";
