// bpflint: kernel=6.18
// What is called like no hook at all stands for one that the loader sets (bpf_program__set_attach_target()).
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("lsm/policy_output")
int BPF_PROG(on_any, void *subject)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
