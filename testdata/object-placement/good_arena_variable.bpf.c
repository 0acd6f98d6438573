// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

#define __arena __attribute__((address_space(1)))

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__ulong(map_extra, 0x1ull << 44);
} arena SEC(".maps");

struct item {
	struct item __arena *next;
	int number;
};

int __arena counter;
struct item __arena *first; // silent: the pointer is no variable of the arena

extern void bpf_arena_free_pages(void *map, void __arena *ptr, __u32 page_cnt) __ksym;

char LICENSE[] SEC("license") = "GPL";

SEC("syscall")
int counts(void *ctx)
{
	struct item __arena *item = first;

	counter++;
	return item ? item->number : 0;
}

SEC("syscall")
int names_the_map(void *ctx)
{
	bpf_arena_free_pages(&arena, first, 1);
	return first->number;
}

static __noinline int clears(void)
{
	counter = 0;
	return 0;
}

SEC("syscall")
int names_it_elsewhere(void *ctx)
{
	clears();
	return first->number; // silent: any function of the program will do
}

SEC("syscall")
int compares(void *ctx)
{
	return first != 0; // silent: nothing of the arena is read
}
