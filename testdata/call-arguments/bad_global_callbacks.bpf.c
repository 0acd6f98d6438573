// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

int counts_up(struct bpf_map *map, __u32 *key, __u64 *value, void *data)
{
	return 0;
}

long does_nothing(__u32 index, void *data)
{
	return 0;
}

SEC("?tc")
int visits_each(struct __sk_buff *skb)
{
	bpf_for_each_map_elem(&counts, counts_up, NULL, 0); // expect: KF105
	return 0;
}

SEC("?tc")
int goes_round(struct __sk_buff *skb)
{
	bpf_loop(3, does_nothing, NULL, 0); // expect: KF105
	return 0;
}

char _license[] SEC("license") = "GPL";
