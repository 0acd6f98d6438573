// bpflint: kernel=6.18
// Numbers of which one is too large: behind 65535 bytes no comparison with the end of the packet counts.
#include "vmlinux.h"
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

SEC("tc")
int adds_a_length(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);
	__u8 *last;

	if ((void *)(ip + 1) > end)
		return 0;
	last = (void *)ip + bpf_ntohs(ip->tot_len);
	if (last + 1 > (__u8 *)end)
		return 0;
	return *last; // expect: KF417
}

SEC("xdp")
int adds_any_number(struct xdp_md *xdp)
{
	void *data = (void *)(long)xdp->data, *end = (void *)(long)xdp->data_end;
	__u8 *byte = data + xdp->rx_queue_index;

	if (byte + 1 > (__u8 *)end)
		return XDP_PASS;
	return *byte & 1; // expect: KF417
}

SEC("xdp")
int compares_further_than_counts(struct xdp_md *xdp)
{
	__u8 *data = (void *)(long)xdp->data, *end = (void *)(long)xdp->data_end;

	if (data + 70000 > end)
		return XDP_PASS;
	return data[69999] & 1; // expect: KF417
}

SEC("xdp")
int compares_too_far_for_the_first(struct xdp_md *xdp)
{
	__u8 *data = (void *)(long)xdp->data, *end = (void *)(long)xdp->data_end;

	if (data + 65536 > end)
		return XDP_PASS;
	return data[10] & 1; // expect: KF417
}

char LICENSE[] SEC("license") = "GPL";
