// bpflint: kernel=6.18
// Headers of varying length: what lies behind them was compared with the end of the packet, but not as far as it is read.
#include "vmlinux.h"
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

SEC("tc")
int compares_a_shorter_header(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);
	struct tcphdr *tcp;

	if ((void *)(ip + 1) > end)
		return 0;
	tcp = (void *)ip + ip->ihl * 4;
	if ((void *)tcp + sizeof(struct udphdr) > end)
		return 0;
	return bpf_ntohs(tcp->window); // expect: KF417
}

SEC("xdp")
int compares_where_it_begins(struct xdp_md *xdp)
{
	void *data = (void *)(long)xdp->data, *end = (void *)(long)xdp->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);
	struct udphdr *udp;

	if (data + sizeof(struct ethhdr) + sizeof(*ip) > end)
		return XDP_PASS;
	udp = (void *)ip + (ip->ihl << 2);
	if ((void *)udp > end)
		return XDP_PASS;
	return udp->dest == bpf_htons(53) ? XDP_DROP : XDP_PASS; // expect: KF417
}

SEC("tc")
int compares_what_lies_behind(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	__u32 first = skb->mark & 63, second = skb->priority & 63;
	__u8 *option = data + first, *next = option + second;

	if (next + 4 > (__u8 *)end)
		return 0;
	return option[0]; // expect: KF417
}

SEC("tc")
int compares_only_behind_a_number(struct __sk_buff *skb)
{
	__u8 *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	__u8 *option = data + (skb->mark & 63);

	if (option + 4 > end)
		return 0;
	return data[0]; // expect: KF417
}

SEC("tc")
int sums_too_much(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);
	void *payload;

	if ((void *)(ip + 1) > end)
		return 0;
	payload = (void *)ip + ip->ihl * 4;
	if (payload + 8 > end)
		return 0;
	return bpf_csum_diff(NULL, 0, payload, 16, 0) & 1; // expect: KF417
}

SEC("tc")
int goes_back(struct __sk_buff *skb)
{
	__u8 *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;

	if (data + 14 > end)
		return 0;
	data -= data[13] & 15;
	if (data + 1 > end)
		return 0;
	return *data; // expect: KF417
}

char LICENSE[] SEC("license") = "GPL";
