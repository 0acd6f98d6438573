#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct { // expect: BP513
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(key_size, sizeof(int));
	__uint(value_size, 8);
} values SEC(".maps");

SEC("syscall")
int uses(void *ctx)
{
	asm volatile("" ::"r"(&values));
	return 0;
}

char _license[] SEC("license") = "GPL";
