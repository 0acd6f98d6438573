// bpflint: kernel=6.18
// Helpers take no pointers into the arena, except as the source of a read that may fail.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define __arena __attribute__((address_space(1)))

extern void __arena *bpf_arena_alloc_pages(void *map, void __arena *addr, __u32 page_cnt, int node, __u64 flags) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 100);
} arena SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("syscall")
int sends_a_page(void *ctx)
{
	__u64 __arena *page = bpf_arena_alloc_pages(&arena, NULL, 1, -1, 0);

	if (!page)
		return 0;
	bpf_ringbuf_output(&events, (void *)page, 8, 0); // expect: KF105 warning
	return 0;
}

SEC("syscall")
int sends_a_number(void *ctx)
{
	__u64 __arena *page = bpf_arena_alloc_pages(&arena, NULL, 1, -1, 0);
	__u64 number;

	if (!page)
		return 0;
	number = *page;
	bpf_ringbuf_output(&events, &number, sizeof(number), 0); // silent: on the stack
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
