// bpflint: kernel=6.12
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

SEC("fentry/kill_pid_usb_asyncio")
int takes_a_union(unsigned long long *ctx) // expect: BP508
{
	return 0;
}

char _license[] SEC("license") = "GPL";
