#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, long);
} values SEC(".maps");

// Compilers leave out what is read and used nowhere.
SEC("syscall")
int a_variable_that_nobody_reads(void *ctx)
{
	int key = 0;
	long *value = bpf_map_lookup_elem(&values, &key);
	long read = *value;

	return 0;
}

SEC("syscall")
int through_another_variable(void *ctx)
{
	int key = 0;
	long *value = bpf_map_lookup_elem(&values, &key);
	long read, more;

	read = *value;
	more = read + 1;
	return 0;
}

SEC("syscall")
int a_statement_of_its_own(void *ctx)
{
	int key = 0;
	long *value = bpf_map_lookup_elem(&values, &key);

	(void)*value;
	*value + 1;
	return 0;
}

char _license[] SEC("license") = "GPL";
