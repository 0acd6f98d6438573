// bpflint: kernel=6.18
// The same functions where compilers leave the operator out, or put it where the program does not come.
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
	return (__u64)at >> 6;
}

static __always_inline __u64 masked(void *at)
{
	return (__u64)at & 0xff; // silent: written as one byte
}

SEC("tc")
int drops_the_hash(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&counts, &key);

	if (!count)
		return 0;
	hash(count);
	*count = 1;
	return 0;
}

SEC("tc")
int hashes_a_number(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&counts, &key);

	if (!count)
		return 0;
	*count = hash((void *)(long)skb->mark);
	return 0;
}

SEC("tc")
int shifts_back(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&counts, &key);

	if (!count)
		return 0;
	*(__u8 *)count = masked((void *)count);
	return 0;
}

SEC("tc")
int overwrites_the_hash(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&counts, &key), kept;

	if (!count)
		return 0;
	kept = hash(count);
	if (skb->mark)
		kept = 1;
	else
		kept = 2;
	*count = kept;
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
