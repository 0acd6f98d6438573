#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct { // expect: BP513
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 100);
	__type(key, __u64);
	__type(value, __u32);
} values SEC(".maps");

SEC("syscall")
int uses(void *ctx)
{
	asm volatile("" ::"r"(&values));
	return 0;
}

char _license[] SEC("license") = "GPL";
