#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, u64);
	__type(value, u64);
} table SEC(".maps");

static int first(u64 a, u64 b)
{
	if (a > 5 && b > 5)
		return 0;
	if (a < b)
		return a;
	return b;
}

static int second(u64 *key)
{
	u64 *value = bpf_map_lookup_elem(&table, key);

	if (!value) {
		bpf_map_update_elem(&table, key, key, 0);
		value = bpf_map_lookup_elem(&table, key);
		if (!value)
			return 0;
	}
	return *value; // silent: tested, whatever was compared in the other function
}

SEC("raw_tp")
int program(u64 *ctx)
{
	u64 key = first(ctx[0], ctx[1]);

	return second(&key) == 3;
}

char _license[] SEC("license") = "GPL";
