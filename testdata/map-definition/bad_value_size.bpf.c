#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct { // expect: BP513
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 100);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, 127);
} values SEC(".maps");

SEC("syscall")
int uses(void *ctx)
{
	asm volatile("" ::"r"(&values));
	return 0;
}

char _license[] SEC("license") = "GPL";
