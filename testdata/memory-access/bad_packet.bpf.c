// Bytes of the packet that were not compared with its end before.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define DATA(ctx) ((void *)(long)(ctx)->data)
#define END(ctx) ((void *)(long)(ctx)->data_end)

extern int bpf_dynptr_from_skb(struct __sk_buff *skb, __u64 flags, struct bpf_dynptr *ptr) __ksym;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *ptr, __u32 offset, void *buffer, __u32 size) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, long);
} values SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("xdp")
int not_compared(struct xdp_md *ctx)
{
	struct ethhdr *eth = DATA(ctx);

	return eth->h_proto ? XDP_PASS : XDP_DROP; // expect: KF417
}

SEC("xdp")
int compared_with_less(struct xdp_md *ctx)
{
	struct ethhdr *eth = DATA(ctx);
	struct iphdr *ip = (void *)(eth + 1);

	if ((void *)(eth + 1) > END(ctx))
		return XDP_DROP;
	return ip->ttl ? XDP_PASS : XDP_DROP; // expect: KF417
}

SEC("xdp")
int compared_the_wrong_way(struct xdp_md *ctx)
{
	struct ethhdr *eth = DATA(ctx);

	if ((void *)(eth + 1) < END(ctx))
		return XDP_DROP;
	return eth->h_proto ? XDP_PASS : XDP_DROP; // expect: KF417
}

SEC("xdp")
int too_late(struct xdp_md *ctx)
{
	struct iphdr *ip = DATA(ctx);

	if (ip->protocol == 6 || (void *)(ip + 1) > END(ctx)) // expect: KF417
		return XDP_DROP;
	return XDP_PASS;
}

SEC("xdp")
int one_byte_more(struct xdp_md *ctx)
{
	__u8 *data = DATA(ctx), *end = END(ctx);

	if (end >= data + 13)
		return data[13] ? XDP_PASS : XDP_DROP; // expect: KF417
	return XDP_DROP;
}

SEC("tc")
int not_compared_again(struct __sk_buff *skb)
{
	void *data = DATA(skb), *end = END(skb);
	struct ethhdr *eth;

	if (data + sizeof(*eth) > end) {
		if (bpf_skb_pull_data(skb, sizeof(*eth)))
			return 0;
		data = DATA(skb);
	}
	eth = data;
	return eth->h_proto == 8; // expect: KF417
}

SEC("xdp")
int behind_the_end(struct xdp_md *ctx)
{
	__u8 *end = END(ctx);

	return end[-1] ? XDP_PASS : XDP_DROP; // expect: KF417
}

SEC("xdp")
int as_a_key(struct xdp_md *ctx)
{
	return bpf_map_lookup_elem(&values, DATA(ctx)) ? XDP_PASS : XDP_DROP; // expect: KF417
}

SEC("tc")
int as_a_buffer(struct __sk_buff *skb)
{
	return bpf_csum_diff(NULL, 0, DATA(skb), 20, 0); // expect: KF417
}

SEC("tc")
int as_a_buffer_of_a_kfunc(struct __sk_buff *skb)
{
	void *data = DATA(skb);
	struct bpf_dynptr ptr;
	__u8 *slice;

	bpf_dynptr_from_skb(skb, 0, &ptr);
	slice = bpf_dynptr_slice(&ptr, 0, data, 8); // expect: KF417
	return slice ? *slice : 0;
}

SEC("xdp")
int where_no_packet_goes(struct xdp_md *ctx)
{
	void *data = DATA(ctx);

	if (data + 16 > END(ctx))
		return XDP_DROP;
	bpf_ringbuf_output(&events, data, 16, 0); // expect: KF417
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
