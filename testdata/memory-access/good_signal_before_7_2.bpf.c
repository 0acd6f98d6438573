// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tp_btf/signal_deliver")
int BPF_PROG(code_of_a_signal, int sig, struct kernel_siginfo *info)
{
	return info ? info->si_code : 0;
}
