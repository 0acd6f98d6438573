/* XDP metadata is the driver's, so the program has to be bound to a device when it is loaded. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_xdp_metadata_rx_timestamp(const struct xdp_md *ctx, u64 *timestamp) __ksym;

SEC("xdp")
int when_it_came(struct xdp_md *ctx)
{
	u64 timestamp = 0;

	if (bpf_xdp_metadata_rx_timestamp(ctx, &timestamp)) // expect: KF203 note
		return XDP_PASS;
	if (bpf_xdp_metadata_rx_timestamp(ctx, &timestamp)) // silent: once a program
		return XDP_PASS;
	return timestamp ? XDP_DROP : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
