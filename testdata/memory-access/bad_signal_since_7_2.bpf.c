// bpflint: kernel=7.2
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tp_btf/signal_deliver")
int BPF_PROG(code_of_a_signal, int sig, struct kernel_siginfo *info)
{
	return info ? info->si_code : 0; // expect: KF417
}
