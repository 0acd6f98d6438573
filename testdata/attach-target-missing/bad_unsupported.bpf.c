#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("fexit/current_time")
int BPF_PROG(returns_a_struct, struct inode *inode) // expect: BP508
{
	return 0;
}

SEC("fentry/seq_printf")
int BPF_PROG(takes_any_number, struct seq_file *file) // expect: BP508
{
	return 0;
}

char _license[] SEC("license") = "GPL";
