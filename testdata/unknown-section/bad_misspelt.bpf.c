#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tracepiont/syscalls/sys_enter_nanosleep")
int misspelt(void *ctx) // expect: BP504 warning
{
	return 0;
}

char _license[] SEC("license") = "GPL";
