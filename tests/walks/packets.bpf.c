// Packets, contexts and what hooks give: bounds that were compared, what moving the packet ends.
#include "common.h"

extern int bpf_xdp_metadata_rx_timestamp(const struct xdp_md *ctx, u64 *timestamp) __ksym;

SEC("xdp") int header(struct xdp_md *xdp)
{
	void *data = (void *)(long)xdp->data, *end = (void *)(long)xdp->data_end;
	struct ethhdr *eth = data;
	u64 now;

	bpf_xdp_metadata_rx_timestamp(xdp, &now);
	if ((void *)(eth + 1) > end)
		return XDP_DROP;
	if (eth->h_proto == 8)
		return XDP_TX;
	return XDP_PASS;
}

SEC("xdp") int variable_offset(struct xdp_md *xdp)
{
	u8 *data = (u8 *)(long)xdp->data, *end = (u8 *)(long)xdp->data_end, *at;
	u32 offset = ANY & 0xff;

	at = data + 4 + offset;
	if (at + 8 <= end)
		return at[7];
	if (data + 14 < end)
		return data[13];
	return XDP_PASS;
}

SEC("xdp") int moved(struct xdp_md *xdp)
{
	u8 *data = (u8 *)(long)xdp->data, *end = (u8 *)(long)xdp->data_end;

	if (data + 1 > end)
		return XDP_DROP;
	if (bpf_xdp_adjust_head(xdp, ANY & 7))
		return XDP_DROP;
	data = (u8 *)(long)xdp->data;
	end = (u8 *)(long)xdp->data_end;
	return data < end ? XDP_PASS : XDP_DROP;
}

extern int bpf_dynptr_from_skb(struct __sk_buff *skb, u64 flags, struct bpf_dynptr *ptr) __ksym;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *ptr, u32 offset, void *buffer, u32 buffer__szk) __ksym;
extern void *bpf_dynptr_slice_rdwr(const struct bpf_dynptr *ptr, u32 offset, void *buffer, u32 buffer__szk) __ksym;

SEC("tc") int slices_end(struct __sk_buff *skb)
{
	struct bpf_dynptr ptr;
	u8 buffer[4] = {}, *first, *second;

	if (bpf_dynptr_from_skb(skb, 0, &ptr))
		return 1;
	first = bpf_dynptr_slice(&ptr, 0, buffer, sizeof(buffer));
	bpf_skb_pull_data(skb, 8);
	second = bpf_dynptr_slice_rdwr(&ptr, 0, buffer, sizeof(buffer));
	if (!second)
		return 2;
	*second = 5;
	bpf_skb_pull_data(skb, 8);
	return first ? *second : buffer[1];
}

SEC("tc") int members(struct __sk_buff *skb)
{
	u32 len = skb->len;
	u16 proto = skb->protocol;

	skb->mark = ANY;
	if (skb->vlan_present)
		skb->cb[2] = proto;
	return len > 100 && skb->mark == 3;
}

SEC("cgroup_skb/egress") int egress(struct __sk_buff *skb)
{
	return ANY;
}

SEC("fentry/do_nanosleep") int traced(u64 *ctx)
{
	return ctx[0] + ANY;
}

SEC("lsm/file_open") int hook(u64 *ctx)
{
	struct file *file = (void *)ctx[0];
	int before = ctx[1];

	if (!file->f_inode)
		return -1;
	return before + (ANY & 1);
}

char _license[] SEC("license") = "GPL";
