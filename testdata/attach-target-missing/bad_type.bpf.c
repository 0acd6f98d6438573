// bpflint: kernel=6.12
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("struct_ops")
void BPF_PROG(reset, struct Qdisc *queue)
{
}

// Without the type nothing of the object loads.
SEC(".struct_ops.link") // expect: BP508
struct Qdisc_ops queue_ops = {
	.reset = (void *)reset,
	.id = "queue",
};

SEC("xdp")
int passes(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
