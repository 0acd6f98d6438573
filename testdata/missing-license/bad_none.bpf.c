#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("xdp")
int without_a_license(struct xdp_md *ctx) // expect: BP505
{
	return XDP_PASS;
}
