// bpflint: kernel=6.18
// Contexts by other names, read within their end, and parameters that nobody reads.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct first_words {
	__u32 word[6];
};

__u64 kept;

SEC("xdp")
int its_own_name(struct first_words *ctx)
{
	kept = ctx->word[4]; // silent: rx_queue_index
	return XDP_PASS;
}

SEC("xdp")
int reads_nothing(struct pt_regs *ctx)
{
	(void)PT_REGS_PARM1(ctx);
	return XDP_PASS;
}

SEC("xdp")
int BPF_PROG(unused_parameters, void *first, void *second, void *third, void *fourth, void *fifth)
{
	return XDP_PASS;
}

SEC("tc")
int as_long_as_the_other(struct bpf_sock_ops *ctx)
{
	kept = ctx->family; // silent: len and pkt_type, mark and queue_mapping of a packet may be read
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
