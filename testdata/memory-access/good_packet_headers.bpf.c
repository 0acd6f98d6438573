// bpflint: kernel=6.18
// Headers of varying length, each compared with the end of the packet as far as it is read.
#include "vmlinux.h"
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

struct cursor {
	void *at;
};

static __always_inline int parse_ip(struct cursor *cursor, void *end, struct iphdr **found)
{
	struct iphdr *ip = cursor->at;
	int size;

	if ((void *)(ip + 1) > end)
		return -1;
	size = ip->ihl * 4;
	if (size < (int)sizeof(*ip))
		return -1;
	if (cursor->at + size > end)
		return -1;
	cursor->at += size;
	*found = ip;
	return ip->protocol;
}

static __always_inline int parse_tcp(struct cursor *cursor, void *end, struct tcphdr **found)
{
	struct tcphdr *tcp = cursor->at;
	int size;

	if ((void *)(tcp + 1) > end)
		return -1;
	size = tcp->doff * 4;
	if (size < (int)sizeof(*tcp))
		return -1;
	if (cursor->at + size > end)
		return -1;
	cursor->at += size;
	*found = tcp;
	return size;
}

SEC("xdp")
int follows_a_cursor(struct xdp_md *xdp)
{
	void *data = (void *)(long)xdp->data, *end = (void *)(long)xdp->data_end;
	struct cursor cursor = {data + sizeof(struct ethhdr)};
	struct tcphdr *tcp;
	struct iphdr *ip;

	if (parse_ip(&cursor, end, &ip) != 6)
		return XDP_PASS;
	if (parse_tcp(&cursor, end, &tcp) < 0)
		return XDP_PASS;
	if (cursor.at + 4 > end)
		return XDP_PASS;
	if (*(__u32 *)cursor.at == 0x20544547) // silent: compared behind the options
		return XDP_DROP;
	return tcp->dest == bpf_htons(80) && ip->ttl > 1 ? XDP_DROP : XDP_PASS; // silent: each by itself
}

SEC("tc")
int compares_both(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	__u32 first = skb->mark & 63, second = skb->priority & 63;
	__u8 *option = data + first, *next = option + second;

	if (option + 2 > (__u8 *)end || next + 4 > (__u8 *)end)
		return 0;
	return option[1] + next[3]; // silent: each was compared
}

SEC("tc")
int compares_the_beginning_too(struct __sk_buff *skb)
{
	__u8 *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	__u8 *option = data + (skb->mark & 63);

	if (end < data + 1 || option + 4 > end)
		return 0;
	return data[0] + option[3]; // silent: both
}

SEC("tc")
int sums_what_it_compared(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);
	void *payload;

	if ((void *)(ip + 1) > end)
		return 0;
	payload = (void *)ip + ip->ihl * 4;
	if (payload + 16 > end)
		return 0;
	return bpf_csum_diff(NULL, 0, payload, 16, 0) & 1; // silent: all of it was compared
}

SEC("tc")
int goes_on(struct __sk_buff *skb)
{
	__u8 *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;

	if (data + 14 > end)
		return 0;
	data += data[13] & 15;
	if (data + 1 > end)
		return 0;
	return *data; // silent: not before the beginning
}

char LICENSE[] SEC("license") = "GPL";
