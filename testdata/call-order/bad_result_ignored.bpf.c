// SPDX-License-Identifier: MIT
/* Nobody looks at any result: if the first call fails, nothing ever happens and nothing tells (a note). */
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define CLOCK_MONOTONIC 1

struct elem {
	struct bpf_timer timer;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct elem);
} timers SEC(".maps");

char LICENSE[] SEC("license") = "GPL";

static int tick(void *map, __u32 *key, struct elem *elem)
{
	return 0;
}

SEC("syscall")
int set_up(void *ctx)
{
	__u32 key = 0;
	struct elem *elem;

	elem = bpf_map_lookup_elem(&timers, &key);
	if (!elem)
		return 0;
	bpf_timer_init(&elem->timer, &timers, CLOCK_MONOTONIC); // expect: KF401 note
	bpf_timer_set_callback(&elem->timer, tick);
	bpf_timer_start(&elem->timer, 1000000, 0);
	return 0;
}
