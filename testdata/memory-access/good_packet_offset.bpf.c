// bpflint: kernel=6.18
// The same numbers with a limit, by a test, a mask or their type.
#include "vmlinux.h"
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

SEC("tc")
int tests_a_length(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);
	__u16 length;
	__u8 *last;

	if ((void *)(ip + 1) > end)
		return 0;
	length = bpf_ntohs(ip->tot_len);
	if (length > 1500)
		return 0;
	last = (void *)ip + length;
	if (last + 1 > (__u8 *)end)
		return 0;
	return *last; // silent: at most 1500
}

SEC("xdp")
int masks_a_number(struct xdp_md *xdp)
{
	void *data = (void *)(long)xdp->data, *end = (void *)(long)xdp->data_end;
	__u8 *byte = data + (xdp->rx_queue_index & 0x3ff);

	if (byte + 1 > (__u8 *)end)
		return XDP_PASS;
	return *byte & 1; // silent: at most 1023
}

SEC("tc")
int adds_what_a_byte_says(struct __sk_buff *skb)
{
	__u8 *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;

	if (data + 2 > end)
		return 0;
	data += data[1] * 8;
	if (data + 1 > end)
		return 0;
	return *data; // silent: at most 2040
}

SEC("xdp")
int compares_as_far_as_counts(struct xdp_md *xdp)
{
	__u8 *data = (void *)(long)xdp->data, *end = (void *)(long)xdp->data_end;

	if (data + 65535 > end)
		return XDP_PASS;
	return data[65534] & 1;
}

SEC("xdp")
int one_byte_more(struct xdp_md *xdp)
{
	__u8 *data = (void *)(long)xdp->data, *end = (void *)(long)xdp->data_end;

	if (data + 65535 >= end)
		return XDP_PASS;
	return data[65535] & 1;
}

SEC("xdp")
int compared_before(struct xdp_md *xdp)
{
	__u8 *data = (void *)(long)xdp->data, *end = (void *)(long)xdp->data_end;

	if (data + 14 > end)
		return XDP_PASS;
	return data + 70000 <= end ? data[13] & 1 : XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
