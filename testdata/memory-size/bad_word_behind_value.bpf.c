#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, u64);
	__type(value, u64);
} own_map SEC(".maps");

SEC("syscall")
int third_word_of_two(void *ctx)
{
	u64 key = 0;
	u32 *words = bpf_map_lookup_elem(&own_map, &key);

	return words ? words[2] : 0; // expect: KF413
}
