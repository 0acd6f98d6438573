// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

static long (*packet_length)(void *) = (void *)BPF_FUNC_xdp_get_buff_len;

SEC("xdp")
int of_this_type(struct xdp_md *ctx)
{
	return packet_length(ctx) > 100 ? XDP_DROP : XDP_PASS; // silent: bpf_xdp_get_buff_len()
}

char _license[] SEC("license") = "GPL";
