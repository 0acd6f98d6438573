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

char LICENSE[] SEC("license") = "GPL";

SEC("syscall")
int counts(void *ctx)
{
	struct item __arena *item = first;

	counter++;
	return item ? item->number : 0;
}
