// Bytes of the packet that were compared with its end before, in the ways that people do.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>

#define DATA(ctx) ((void *)(long)(ctx)->data)
#define END(ctx) ((void *)(long)(ctx)->data_end)

extern int bpf_dynptr_from_skb(struct __sk_buff *skb, __u64 flags, struct bpf_dynptr *ptr) __ksym;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *ptr, __u32 offset, void *buffer, __u32 size) __ksym;

struct cursor {
	void *pos, *end;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, long);
} values SEC(".maps");

static __always_inline struct ethhdr *next_eth(struct cursor *cursor)
{
	struct ethhdr *eth = cursor->pos;

	if ((void *)(eth + 1) > cursor->end)
		return NULL;
	cursor->pos = eth + 1;
	return eth;
}

static __always_inline bool has_room(void *data, void *end, int bytes)
{
	return data + bytes <= end;
}

static __noinline int protocol_of(void *data, void *end)
{
	struct iphdr *ip = data;

	if ((void *)(ip + 1) > end)
		return -1;
	return ip->protocol;
}

SEC("xdp")
int by_a_cursor(struct xdp_md *ctx)
{
	struct cursor cursor = { DATA(ctx), END(ctx) };
	struct ethhdr *eth = next_eth(&cursor);
	struct iphdr *ip = cursor.pos;

	if (!eth || eth->h_proto != bpf_htons(0x800) || (void *)(ip + 1) > cursor.end)
		return XDP_DROP;
	return ip->ttl ? XDP_PASS : XDP_DROP;
}

SEC("xdp")
int in_functions(struct xdp_md *ctx)
{
	struct iphdr *ip = DATA(ctx);

	if (protocol_of(DATA(ctx), END(ctx)) == 6)
		return XDP_DROP;
	if (!has_room(ip, END(ctx), sizeof(*ip)))
		return XDP_DROP;
	return ip->ttl ? XDP_PASS : XDP_DROP;
}

SEC("xdp")
int read_before_and_used_behind(struct xdp_md *ctx)
{
	struct iphdr *ip = DATA(ctx);
	int bytes = ip->ihl << 2;

	if ((void *)(ip + 1) > END(ctx))
		return XDP_DROP;
	return bytes > 20 ? XDP_PASS : XDP_DROP;
}

SEC("xdp")
int less_than_the_end(struct xdp_md *ctx)
{
	__u8 *data = DATA(ctx), *end = END(ctx);

	if (end > data + 13)
		return data[13] ? XDP_PASS : XDP_DROP;
	return XDP_DROP;
}

SEC("xdp")
int at_a_varying_place(struct xdp_md *ctx)
{
	void *data = DATA(ctx), *end = END(ctx);
	struct iphdr *ip = data;
	struct udphdr *udp;

	if (data + sizeof(*ip) > end)
		return XDP_DROP;
	udp = data + ip->ihl * 4;
	if ((void *)(udp + 1) > end)
		return XDP_DROP;
	return udp->dest ? XDP_PASS : XDP_DROP;
}

SEC("xdp")
int in_a_loop(struct xdp_md *ctx)
{
	__u8 *data = DATA(ctx), *end = END(ctx);
	int sum = 0;

	for (int i = 0; i < 64; i++) {
		if (data + i + 1 > end)
			break;
		sum += data[i];
	}
	return sum & 1;
}

SEC("tc")
int pulled(struct __sk_buff *skb)
{
	void *data = DATA(skb), *end = END(skb);
	struct ethhdr *eth;

	if (data + sizeof(*eth) > end) {
		if (bpf_skb_pull_data(skb, sizeof(*eth)))
			return 0;
		data = DATA(skb);
		end = END(skb);
		if (data + sizeof(*eth) > end)
			return 0;
	}
	eth = data;
	return eth->h_proto == 8;
}

SEC("tc")
int metadata(struct __sk_buff *skb)
{
	__u32 *meta = (void *)(long)skb->data_meta;

	if ((void *)(meta + 1) > DATA(skb))
		return 0;
	skb->mark = *meta;
	return 0;
}

SEC("tc")
int given_to_calls(struct __sk_buff *skb)
{
	void *data = DATA(skb);
	struct bpf_dynptr ptr;
	__u8 *slice;

	if (data + 20 > END(skb))
		return 0;
	if (bpf_map_lookup_elem(&values, data))
		return bpf_csum_diff(NULL, 0, data, 20, 0);
	bpf_dynptr_from_skb(skb, 0, &ptr);
	slice = bpf_dynptr_slice(&ptr, 0, data, 8);
	return slice ? *slice : 0;
}

char _license[] SEC("license") = "GPL";
