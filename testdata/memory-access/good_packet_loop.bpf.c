#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("xdp")
int sum_of_bytes(struct xdp_md *ctx)
{
	u8 *byte = (void *)(long)ctx->data;
	u8 *end = (void *)(long)ctx->data_end;
	int sum = 0;

	for (int i = 0; i < 4; i++) {
		if (byte + 1 > end)
			break;
		sum += *byte++;
	}
	return sum & 1;
}

SEC("tc")
int put_off(struct __sk_buff *skb)
{
	u8 *byte = (void *)(long)skb->data;
	u8 *end = (void *)(long)skb->data_end;
	int first = *byte; // silent: compilers read it where it is returned

	if (byte + 1 > end)
		return 0;
	return first;
}
