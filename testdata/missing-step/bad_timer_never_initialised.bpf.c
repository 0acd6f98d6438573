// SPDX-License-Identifier: MIT
/* The timer of this map is started, the one of another map is initialised. */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define CLOCK_MONOTONIC 1

struct elem {
	__u64 hits;
	struct bpf_timer timer;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct elem);
} timers SEC(".maps");

char LICENSE[] SEC("license") = "GPL";

static int tick(void *map, __u32 *key, struct elem *elem)
{
	elem->hits++;
	bpf_timer_start(&elem->timer, 1000000, 0);         // silent: the timer that runs has a callback
	return 0;
}

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct elem);
} other SEC(".maps");

SEC("tc")
int packet(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct elem *elem;

	elem = bpf_map_lookup_elem(&other, &key);
	if (!elem)
		return 0;
	if (bpf_timer_init(&elem->timer, &other, CLOCK_MONOTONIC))
		return 0;
	bpf_timer_set_callback(&elem->timer, tick);

	elem = bpf_map_lookup_elem(&timers, &key);
	if (!elem)
		return 0;
	bpf_timer_start(&elem->timer, 1000000, 0);         // expect: KF402
	return 0;
}
