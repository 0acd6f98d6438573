// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

static long (*packet_length)(void *, __u64) = (void *)BPF_FUNC_xdp_get_buff_len;

SEC("raw_tp/sys_enter")
int of_other_programs(void *ctx)
{
	return packet_length(ctx, 1) != 0; // expect: BP501
}

SEC("raw_tp/sys_enter")
int of_packets(void *ctx)
{
	return ((long (*)(void *, __u64))26)(ctx, 1) != 0; // expect: BP501
}

char _license[] SEC("license") = "GPL";
