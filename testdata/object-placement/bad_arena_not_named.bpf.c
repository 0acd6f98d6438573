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

struct item __arena *first;
int sum;

char LICENSE[] SEC("license") = "GPL";

SEC("syscall")
int reads(void *ctx)
{
	return first->number; // expect: KF410 warning
}

SEC("syscall")
int writes(void *ctx)
{
	first->number = 3; // expect: KF410 warning
	return 0;
}

static __noinline int number_of(struct item __arena *item)
{
	return item ? item->number : 0; // expect: KF410 warning
}

SEC("syscall")
int reads_in_a_function(void *ctx)
{
	return number_of(first);
}

SEC("syscall")
int walks(void *ctx)
{
	struct item __arena *item = first;

	for (int i = 0; i < 10 && item; i++) {
		sum += item->number; // expect: KF410 warning
		item = item->next;
	}
	return 0;
}
