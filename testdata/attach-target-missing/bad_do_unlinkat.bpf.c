// bpflint: kernel=7.3
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("fentry/do_unlinkat")
int BPF_PROG(on_unlink, int dfd, struct filename *name) // expect: BP508
{
	return 0;
}

char _license[] SEC("license") = "GPL";
