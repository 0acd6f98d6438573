// bpflint: kernel=7.3
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("?fentry/do_unlinkat")
int BPF_PROG(on_unlink, int dfd, struct filename *name) // silent: only loaded where somebody asks for it
{
	return 0;
}

SEC("?fentry/filename_unlinkat")
int BPF_PROG(on_filename_unlink, int dfd, struct filename *name) // silent: 7.3 has it
{
	return 0;
}

char _license[] SEC("license") = "GPL";
