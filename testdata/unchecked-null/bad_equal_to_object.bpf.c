// bpflint: kernel=6.18
// What equals memory of the program is not NULL; what equals a kernel object may be, says the verifier.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

SEC("tp_btf/sys_enter")
int equals_task(void *ctx)
{
	__u64 *task = (void *)bpf_get_current_task_btf();
	__u32 key = 0;
	__u64 *value;

	value = bpf_map_lookup_elem(&counts, &key);
	if (value != task)
		return 0;
	return *value; // expect: KF406
}

SEC("tp_btf/sys_enter")
int equals_value(void *ctx)
{
	__u32 key = 0, other = 1;
	__u64 *first, *value;

	first = bpf_map_lookup_elem(&counts, &other);
	if (!first)
		return 0;
	value = bpf_map_lookup_elem(&counts, &key);
	if (value != first)
		return 0;
	return *value; // silent: first is not NULL
}

char LICENSE[] SEC("license") = "GPL";
