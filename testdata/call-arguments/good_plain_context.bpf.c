// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

extern void *bpf_cast_to_kern_ctx(void *obj) __ksym;

char LICENSE[] SEC("license") = "GPL";

SEC("kprobe/do_nanosleep")
int of_a_kprobe(struct pt_regs *ctx)
{
	return bpf_cast_to_kern_ctx(ctx) != NULL; // silent: registers are a struct
}

SEC("perf_event")
int of_an_event(struct bpf_perf_event_data *ctx)
{
	return bpf_cast_to_kern_ctx(ctx) != NULL;
}

SEC("cgroup/sysctl")
int of_a_setting(struct bpf_sysctl *ctx)
{
	return bpf_cast_to_kern_ctx(ctx) != NULL;
}

SEC("xdp")
int of_a_packet(struct xdp_md *ctx)
{
	return bpf_cast_to_kern_ctx(ctx) != NULL ? XDP_PASS : XDP_DROP;
}
