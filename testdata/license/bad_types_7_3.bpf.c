// bpflint: kernel=7.3
// Programs of these types need the licence whatever they do.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("?lsm/file_open")
int BPF_PROG(allows_all, struct file *file) // expect: KF205
{
	return 0;
}

SEC("struct_ops")
void BPF_PROG(does_nothing, struct sock *sk) // expect: KF205
{
}

SEC(".struct_ops.link")
struct tcp_congestion_ops idle = {
	.init = (void *)does_nothing,
	.name = "bpf_idle",
};

char _license[] SEC("license") = "MIT";
