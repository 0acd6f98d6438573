#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct prefix {
	__u32 length;
	__u8 address[4];
};

struct { // expect: BP513
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 100);
	__type(key, struct prefix);
	__type(value, __u32);
} routes SEC(".maps");

SEC("tc")
int looks_up(struct __sk_buff *skb)
{
	struct prefix prefix = {32};

	return bpf_map_lookup_elem(&routes, &prefix) != NULL;
}

char _license[] SEC("license") = "GPL";
