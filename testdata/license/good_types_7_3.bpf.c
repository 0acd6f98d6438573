// bpflint: kernel=7.3
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("?fentry/bpf_fentry_test1")
int BPF_PROG(only_watches, int a) // silent: other programs need none as long as they call nothing
{
	return 0;
}

char _license[] SEC("license") = "MIT";
