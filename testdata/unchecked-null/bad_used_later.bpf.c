#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, long);
} values SEC(".maps");

SEC("syscall")
int through_a_variable_that_is_returned(void *ctx)
{
	int key = 0;
	long *value = bpf_map_lookup_elem(&values, &key);
	long read = *value; // expect: KF406
	long more = read + 1;

	return more;
}

SEC("syscall")
int a_volatile_read(void *ctx)
{
	int key = 0;
	long *value = bpf_map_lookup_elem(&values, &key);

	*(volatile long *)value; // expect: KF406
	return 0;
}

SEC("syscall")
int where_it_is_tested(void *ctx)
{
	int key = 0;
	long *value = bpf_map_lookup_elem(&values, &key);
	long read = *value; // expect: KF406

	if (read)
		bpf_printk("read");
	return 0;
}

char _license[] SEC("license") = "GPL";
