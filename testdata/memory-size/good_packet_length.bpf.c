#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("xdp")
int limited(struct xdp_md *ctx)
{
	u64 length = (void *)(long)ctx->data_end - (void *)(long)ctx->data;
	char bytes[64];

	length &= 63;
	if (!length || bpf_xdp_load_bytes(ctx, 0, bytes, length))
		return XDP_PASS;
	return bytes[0] == 1 ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int only_compared(struct xdp_md *ctx)
{
	return ctx->data_end - ctx->data > 1500 ? XDP_DROP : XDP_PASS;
}
