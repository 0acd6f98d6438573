#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("xdp")
int difference(struct xdp_md *ctx)
{
	u32 length = ctx->data_end - ctx->data;
	char bytes[64];

	if (bpf_xdp_load_bytes(ctx, 0, bytes, length)) // expect: KF413
		return XDP_PASS;
	return bytes[0] == 1 ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int signed_difference(struct xdp_md *ctx)
{
	long length = (void *)(long)ctx->data_end - (void *)(long)ctx->data;
	char bytes[64];

	if (length > 64 || bpf_xdp_load_bytes(ctx, 0, bytes, length)) // expect: KF413
		return XDP_PASS;
	return bytes[0] == 1 ? XDP_DROP : XDP_PASS;
}
