// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("lsm/file_opne")
int BPF_PROG(on_open, struct file *file) // expect: BP508 warning
{
	return 0;
}

SEC("lsm/file_open")
int BPF_PROG(on_existing, struct file *file)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
