// bpflint: kernel=6.6
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct { // expect: BP507
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 100);
} arena SEC(".maps");

struct { // expect: BP507
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(map_flags, BPF_F_RB_OVERWRITE);
	__uint(max_entries, 4096);
} overwriting SEC(".maps");

struct inner {
	__uint(type, BPF_MAP_TYPE_INSN_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct bpf_insn_array_value);
};

struct { // expect: BP507
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps");

SEC("syscall")
int nothing(void *ctx)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
