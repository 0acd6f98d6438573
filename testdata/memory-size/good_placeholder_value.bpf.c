#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

/* The loader puts the map of another object here, if that is loaded (bpf_map__reuse_fd()), and says so. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, u64);
	__type(value, void *);
} others_map SEC(".maps");

const volatile bool other_is_loaded;

SEC("syscall")
int third_word_of_another_map(void *ctx)
{
	u64 key = 0;
	u32 *words;

	if (!other_is_loaded)
		return 0;
	words = bpf_map_lookup_elem(&others_map, &key);
	return words ? words[2] : 0; // silent: the other map's values are larger
}
