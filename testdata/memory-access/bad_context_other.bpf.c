// bpflint: kernel=6.18
// The context of another kind of program: behind the end of what these programs are given.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

__u64 kept;

SEC("xdp")
int registers_of_a_kprobe(struct pt_regs *ctx)
{
	kept = PT_REGS_PARM1(ctx); // expect: KF417
	return XDP_PASS;
}

SEC("xdp")
int arguments_of_a_probe(unsigned long long *ctx)
{
	kept = ctx[3]; // expect: KF417
	return XDP_PASS;
}

SEC("sk_lookup")
int an_skb(struct __sk_buff *skb)
{
	kept = skb->tstamp; // expect: KF417
	return 1;
}

SEC("netfilter")
int a_packet(struct __sk_buff *skb)
{
	kept = skb->protocol; // expect: KF417
	return 1;
}

SEC("tc")
int a_packet_of_xdp(struct xdp_md *ctx)
{
	__u8 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;

	if (data + 1 > end)
		return 0;
	return *data; // expect: KF417
}

SEC("tc")
int written_elsewhere(struct bpf_sock_addr *ctx)
{
	ctx->user_port = 53; // expect: KF417
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
