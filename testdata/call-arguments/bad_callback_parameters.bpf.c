// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

static long add(struct bpf_map *map, __u32 *key, __u64 *value, __u64 *sum, __u64 weight)
{
	*sum += *value * weight;
	return 0;
}

SEC("tc")
int five_parameters(struct __sk_buff *skb)
{
	__u64 sum = 0;

	bpf_for_each_map_elem(&counts, add, &sum, 0); // expect: KF105
	return sum ? 2 : 0;
}

char _license[] SEC("license") = "GPL";
