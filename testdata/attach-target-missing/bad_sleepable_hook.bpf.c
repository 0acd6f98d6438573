// bpflint: kernel=6.12
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("lsm.s/task_free")
int BPF_PROG(on_free, struct task_struct *task) // expect: BP508
{
	return 0;
}

SEC("lsm.s/file_open")
int BPF_PROG(on_open, struct file *file) // silent: this hook may sleep
{
	return 0;
}

char _license[] SEC("license") = "GPL";
