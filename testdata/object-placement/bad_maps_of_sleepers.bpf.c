// bpflint: kernel=6.18
// Programs that may sleep do not take maps of every type.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 4);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, 80);
} stacks SEC(".maps");

struct prefix {
	__u32 length, address;
};

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 4);
	__type(key, struct prefix);
	__type(value, __u32);
} routes SEC(".maps");

SEC("?uprobe.s")
int keeps_its_stack(struct pt_regs *ctx)
{
	return bpf_get_stackid(ctx, &stacks, 0); // expect: KF410
}

SEC("?syscall")
int looks_up(void *ctx)
{
	struct prefix key = {.length = 32};

	return bpf_map_lookup_elem(&routes, &key) != NULL; // expect: KF410
}

char _license[] SEC("license") = "GPL";
