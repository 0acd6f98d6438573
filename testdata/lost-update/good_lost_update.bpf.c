// SPDX-License-Identifier: MIT
/* The same without the habit, and what only looks like it. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} packets SEC(".maps");

SEC("xdp")
int counts(struct xdp_md *ctx)
{
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&packets, &key);

	if (count)
		*count += 1;
	return XDP_PASS;
}

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} shared SEC(".maps");

SEC("xdp")
int counts_at_once(struct xdp_md *ctx)
{
	__u32 key = 0;
	__u64 *count = bpf_map_lookup_elem(&shared, &key);

	if (count)
		__sync_fetch_and_add(count, 1); // silent: atomic
	return XDP_PASS;
}

struct extent {
	__u64 first;
	__u64 last;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct extent);
} ranges SEC(".maps");

SEC("tc")
int computed_of_another(struct __sk_buff *skb)
{
	__u32 key = 0, other = 1;
	struct extent *range = bpf_map_lookup_elem(&ranges, &key);
	struct extent *next = bpf_map_lookup_elem(&ranges, &other);

	if (!range || !next)
		return 0;
	range->last = range->first + skb->len; // silent: another member
	next->first = range->first + 1;        // silent: another element
	return 0;
}

struct guarded {
	struct bpf_spin_lock lock;
	__u64 packets;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct guarded);
} guarded_counts SEC(".maps");

static __always_inline void take(struct guarded *value)
{
	bpf_spin_lock(&value->lock);
}

SEC("tc")
int locked_by_another_function(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct guarded *value = bpf_map_lookup_elem(&guarded_counts, &key);

	if (!value)
		return 0;
	take(value);
	value->packets++; // silent: the lock is held
	bpf_spin_unlock(&value->lock);
	return 0;
}
