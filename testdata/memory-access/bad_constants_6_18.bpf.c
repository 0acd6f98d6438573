// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

const volatile char names[64] = "here";
const volatile struct bpf_fib_lookup route = {};

SEC("xdp")
int way(struct xdp_md *ctx)
{
	return bpf_fib_lookup(ctx, (void *)&route, sizeof(route), 0) ? XDP_DROP : XDP_PASS; // expect: KF417 warning
}

SEC("raw_tp/sys_enter")
int stack_of_raw_tracepoint(void *ctx)
{
	return bpf_get_stack(ctx, (void *)names, sizeof(names), 0) > 0; // expect: KF417 warning
}
