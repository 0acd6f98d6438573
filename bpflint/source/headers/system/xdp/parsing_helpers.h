/* libxdp's functions that step through the headers of a packet, written for bpflint: same names, same meaning.
 * Each returns what the header says of the next one, or -1 where the packet ends before. */
#ifndef __PARSING_HELPERS_H
#define __PARSING_HELPERS_H
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#define IP_MF 0x2000
#define IP_OFFSET 0x1fff
#define ARPHRD_ETHER 1
#define ARPOP_REQUEST 1
#define ARPOP_REPLY 2
#ifndef VLAN_MAX_DEPTH
#define VLAN_MAX_DEPTH 4
#endif
#ifndef IPV6_EXT_MAX_CHAIN
#define IPV6_EXT_MAX_CHAIN 6
#endif
struct hdr_cursor {
	void *pos;
};
#ifndef __VMLINUX_H__
struct vlan_hdr {
	__be16 h_vlan_TCI;
	__be16 h_vlan_encapsulated_proto;
};
#endif
struct icmphdr_common {
	__u8 type;
	__u8 code;
	__sum16 cksum;
};
#define _BPFLINT_TAKE(at, end, out)                    \
	({                                             \
		typeof(*(out)) _taken = (at)->pos;     \
		int _fits = (void *)(_taken + 1) <= (end); \
		if (_fits) {                           \
			(at)->pos = _taken + 1;        \
			*(out) = _taken;               \
		}                                      \
		_fits;                                 \
	})
static __always_inline int proto_is_vlan(__u16 proto)
{
	return proto == bpf_htons(ETH_P_8021Q) || proto == bpf_htons(ETH_P_8021AD);
}
static __always_inline int parse_ethhdr(struct hdr_cursor *at, void *end, struct ethhdr **out)
{
	struct ethhdr *eth;
	struct vlan_hdr *tag;
	__u16 next;

	if (!_BPFLINT_TAKE(at, end, &eth))
		return -1;
	if (out)
		*out = eth;
	next = eth->h_proto;
	for (int depth = 0; depth < VLAN_MAX_DEPTH && proto_is_vlan(next) && _BPFLINT_TAKE(at, end, &tag); depth++)
		next = tag->h_vlan_encapsulated_proto;
	return next;
}
static __always_inline int skip_ip6hdrext(struct hdr_cursor *at, void *end, __u8 next, __u8 takes_fragments)
{
	for (int links = 0; links < IPV6_EXT_MAX_CHAIN; links++) {
		struct ipv6_opt_hdr *option = at->pos;

		if ((void *)(option + 1) > end)
			return -1;
		if (next == 0 || next == 43 || next == 60 || next == 135)
			at->pos += (option->hdrlen + 1) * 8;
		else if (next == 51)
			at->pos += (option->hdrlen + 2) * 4;
		else if (next == 44 && takes_fragments)
			at->pos += 8;
		else
			return next == 44 ? -1 : next;
		next = option->nexthdr;
	}
	return -1;
}
static __always_inline int __parse_ip6hdr(struct hdr_cursor *at, void *end, struct ipv6hdr **out, __u8 takes_fragments)
{
	return _BPFLINT_TAKE(at, end, out) ? skip_ip6hdrext(at, end, (*out)->nexthdr, takes_fragments) : -1;
}
static __always_inline int parse_ip6hdr(struct hdr_cursor *at, void *end, struct ipv6hdr **out)
{
	return __parse_ip6hdr(at, end, out, 1);
}
static __always_inline int __parse_iphdr(struct hdr_cursor *at, void *end, struct iphdr **out, __u8 takes_fragments)
{
	struct iphdr *ip = at->pos;

	if ((void *)(ip + 1) > end || at->pos + ip->ihl * 4 > end)
		return -1;
	if (!takes_fragments && ip->frag_off & bpf_htons(IP_MF | IP_OFFSET))
		return -1;
	at->pos += ip->ihl * 4;
	*out = ip;
	return ip->protocol;
}
static __always_inline int parse_iphdr(struct hdr_cursor *at, void *end, struct iphdr **out)
{
	return __parse_iphdr(at, end, out, 1);
}
static __always_inline int parse_icmphdr(struct hdr_cursor *at, void *end, struct icmphdr **out)
{
	return _BPFLINT_TAKE(at, end, out) ? (*out)->type : -1;
}
static __always_inline int parse_icmp6hdr(struct hdr_cursor *at, void *end, struct icmp6hdr **out)
{
	return _BPFLINT_TAKE(at, end, out) ? (*out)->icmp6_type : -1;
}
static __always_inline int parse_icmphdr_common(struct hdr_cursor *at, void *end, struct icmphdr_common **out)
{
	return _BPFLINT_TAKE(at, end, out) ? (*out)->type : -1;
}
static __always_inline int parse_udphdr(struct hdr_cursor *at, void *end, struct udphdr **out)
{
	int length;

	if (!_BPFLINT_TAKE(at, end, out))
		return -1;
	length = bpf_ntohs((*out)->len) - (int)sizeof(struct udphdr);
	return length < 0 ? -1 : length;
}
static __always_inline int parse_tcphdr(struct hdr_cursor *at, void *end, struct tcphdr **out)
{
	struct tcphdr *tcp = at->pos;

	if ((void *)(tcp + 1) > end || tcp->doff * 4 < (int)sizeof(*tcp) || at->pos + tcp->doff * 4 > end)
		return -1;
	at->pos += tcp->doff * 4;
	*out = tcp;
	return tcp->doff * 4;
}
#endif
