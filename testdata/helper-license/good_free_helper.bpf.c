#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} values SEC(".maps");

SEC("xdp")
int any_license_will_do(struct xdp_md *ctx)
{
	int key = 0, *value = bpf_map_lookup_elem(&values, &key);

	return value ? *value : XDP_PASS;
}

char _license[] SEC("license") = "Proprietary";
