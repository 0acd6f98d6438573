// bpflint: kernel=6.18
// What an array has at a constant key is there, to kernels that know the key.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, long);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, int);
	__type(value, long);
} pairs SEC(".maps");

char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int counted(struct __sk_buff *ctx)
{
	int key = 0;
	long *count = bpf_map_lookup_elem(&counts, &key);

	*count = 1; // silent: the verifier knows that the key is in the array
	return 0;
}

SEC("tc")
int counted_if_there(struct __sk_buff *ctx)
{
	int key = 0;
	long *count = bpf_map_lookup_elem(&counts, &key);

	if (count)
		*count = 1;
	return 0;
}

SEC("tc")
int counted_second(struct __sk_buff *ctx)
{
	int __attribute__((aligned(8))) key = 1;
	long *count = bpf_map_lookup_elem(&pairs, &key);

	*count = 1; // silent: a number at the beginning of a register's room is kept
	return 0;
}
