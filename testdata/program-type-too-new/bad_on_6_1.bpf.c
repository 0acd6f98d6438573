// bpflint: kernel=6.1
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("netfilter")
int filter(struct bpf_nf_ctx *ctx) // expect: BP506
{
	return 1;
}

SEC("fsession/bpf_fentry_test1")
int BPF_PROG(session) // expect: BP506
{
	return 0;
}

SEC("cgroup/connect_unix")
int connect(struct bpf_sock_addr *ctx) // expect: BP506
{
	return 1;
}

SEC("struct_ops.s/test_sleepable")
int BPF_PROG(sleeping_operation) // expect: BP506, BP508
{
	return 0;
}

struct bpf_dummy_ops {
	int (*test_sleepable)(void *state);
};

SEC(".struct_ops")
struct bpf_dummy_ops dummy = { .test_sleepable = (void *)sleeping_operation };

SEC("tcx/ingress")
int loads_only(struct __sk_buff *skb) // expect: BP506 warning
{
	return 0;
}

SEC("kprobe.session/bpf_fentry_test1")
int loads_as_kprobe(struct pt_regs *ctx) // expect: BP506 warning
{
	return 0;
}

char _license[] SEC("license") = "GPL";
