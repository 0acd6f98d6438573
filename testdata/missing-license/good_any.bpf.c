#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("xdp")
int with_a_license(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
