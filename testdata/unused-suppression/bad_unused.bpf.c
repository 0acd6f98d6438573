#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

/* bpflint: disable=KF403 the loader releases it */ // expect: BP601
SEC("xdp")
int nothing_to_hide(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
