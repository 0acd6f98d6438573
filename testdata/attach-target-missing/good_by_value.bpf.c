// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("fentry/kill_pid_usb_asyncio")
int takes_a_union(unsigned long long *ctx)
{
	return 0;
}

SEC("lsm/path_chown")
int takes_structs(unsigned long long *ctx)
{
	return 0;
}

// A kprobe sees no arguments, only registers.
SEC("kprobe/seq_printf")
int takes_any_number(struct pt_regs *ctx)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
