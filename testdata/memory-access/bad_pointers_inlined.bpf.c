// bpflint: kernel=6.18
// Operators that no pointer takes, in functions that are inlined: what they return is needed where they are called.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

static __always_inline __u64 hash(void *at)
{
	return (__u64)at >> 6; // expect: KF417
}

static __always_inline __u64 twice(void *at)
{
	return hash(at);
}

static __always_inline __u32 bucket(void *at)
{
	__u64 number = (__u64)at;

	number *= 0x9e3779b97f4a7c15; // expect: KF417
	return number >> 32;
}

SEC("tc")
int keeps_a_hash(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&counts, &key);

	if (!count)
		return 0;
	*count = hash(count);
	return 0;
}

SEC("xdp")
int keeps_what_another_returns(struct xdp_md *xdp)
{
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&counts, &key);

	if (count)
		*count = twice((void *)(long)xdp->data);
	return XDP_PASS;
}

SEC("socket")
int looks_up_a_bucket(struct __sk_buff *skb)
{
	__u32 key = bucket(skb);

	return bpf_map_lookup_elem(&counts, &key) != NULL;
}

char LICENSE[] SEC("license") = "GPL";
