// bpflint: kernel=6.12
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

// 6.1 loaded it.
SEC("tp_btf.s/sys_enter")
int BPF_PROG(sleeps_at_a_system_call, struct pt_regs *regs, long id) // expect: BP506
{
	return 0;
}

char _license[] SEC("license") = "GPL";
