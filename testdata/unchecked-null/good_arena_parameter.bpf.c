// bpflint: kernel=7.3
// A pointer into the arena is any number, also as a global function's parameter.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define __arena __attribute__((address_space(1))) __attribute__((btf_type_tag("arena")))

struct {
	__uint(type, BPF_MAP_TYPE_ARENA);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 100);
} arena SEC(".maps");

struct chain {
	int head;
};

struct chains {
	struct chain __arena *first;
	int number;
};

static inline struct chain __arena *select_chain(struct chains __arena *chains, __u32 hash)
{
	struct chain __arena *first = chains->first; // silent: an address in the arena

	return &first[hash & (chains->number - 1)];
}

__weak int head_of(struct chains __arena *chains, int key)
{
	return select_chain(chains, key)->head;
}

struct chains __arena *our_chains;

SEC("syscall")
int looks_up(void *ctx)
{
	bpf_printk("%p", &arena);
	return head_of(our_chains, 3);
}

char LICENSE[] SEC("license") = "GPL";
