#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct nothing {};

struct { // expect: BP513
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct nothing);
} storage SEC(".maps");

SEC("syscall")
int uses(void *ctx)
{
	asm volatile("" ::"r"(&storage));
	return 0;
}

char _license[] SEC("license") = "GPL";
