// bpflint: kernel=7.3
// Kernels did not always take such a map here.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

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

SEC("?syscall")
int looks_up(void *ctx)
{
	struct prefix key = {.length = 32};

	return bpf_map_lookup_elem(&routes, &key) != NULL; // silent: tries are taken
}

char _license[] SEC("license") = "GPL";
