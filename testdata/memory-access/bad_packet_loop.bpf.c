#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("xdp")
int sum_of_bytes(struct xdp_md *ctx)
{
	u8 *byte = (void *)(long)ctx->data;
	int sum = 0;

	for (int i = 0; i < 4; i++)
		sum += byte[i]; // expect: KF417
	return sum;
}

SEC("xdp")
int as_many_as_it_says(struct xdp_md *ctx)
{
	u8 *byte = (void *)(long)ctx->data;
	int sum = 0;

	for (u32 i = 0; i < ctx->rx_queue_index; i++)
		sum += *byte++; // expect: KF417
	return sum;
}

SEC("tc")
int compared_after(struct __sk_buff *skb)
{
	u8 *byte = (void *)(long)skb->data;
	u8 *end = (void *)(long)skb->data_end;
	int first = 0;

	if (skb->len > 4)
		first = *byte; // expect: KF417
	if (byte + 1 > end)
		return 0;
	return first;
}
