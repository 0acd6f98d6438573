// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int room_in_front(struct xdp_md *ctx)
{
	void *data, *end;

	if (bpf_xdp_adjust_head(ctx, -1))
		return XDP_DROP;
	data = (void *)(long)ctx->data;
	end = (void *)(long)ctx->data_end;
	if (data + 15 > end)
		return XDP_DROP;
	*(__u8 *)data = 1; // silent: the byte before what was the beginning
	return XDP_PASS;
}

SEC("xdp")
int back_from_the_end(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	__u8 *behind = data + 14;

	if ((void *)behind > end)
		return XDP_DROP;
	return *(behind - 1) ? XDP_PASS : XDP_DROP; // silent: byte 13
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
	if ((void *)(udp + 1) > end)
		return XDP_PASS;
	return udp->dest == 13568 ? XDP_DROP : XDP_PASS; // silent: compared by itself
}

SEC("xdp")
int each_byte(struct xdp_md *ctx)
{
	__u8 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	int sum = 0;

	if (data + 32 > end)
		return XDP_PASS;
	for (int index = 0; index < 32; index++)
		sum += data[index]; // silent: the verifier counts along
	return sum ? XDP_PASS : XDP_DROP;
}

SEC("xdp")
int one_of_two(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	int offset = ctx->rx_queue_index ? 12 : 16;

	if (data + 18 > end)
		return XDP_PASS;
	return *(__u8 *)(data + offset) ? XDP_PASS : XDP_DROP; // silent: two ways, each with its number
}

SEC("xdp")
int by_a_truth(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	bool tagged = ctx->rx_queue_index;

	if (data + 18 > end)
		return XDP_PASS;
	return *(__u8 *)(data + 12 + tagged * 4) ? XDP_PASS : XDP_DROP; // silent: compilers make two ways of it
}

char _license[] SEC("license") = "GPL";
