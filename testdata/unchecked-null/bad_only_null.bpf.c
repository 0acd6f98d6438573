// bpflint: kernel=6.18
// Where nothing but NULL comes to a use, the use is undefined, and compilers leave it out: the program loads without it.
// Where other values come to it too, they keep it.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, u32);
	__type(value, u64);
} counts SEC(".maps");

u64 total;

SEC("tc")
int only_null(struct __sk_buff *ctx)
{
	u32 key = ctx->mark;
	u64 *count = bpf_map_lookup_elem(&counts, &key);

	if (!count)
		total += *count; // expect: KF406 warning
	return 0;
}

SEC("tc")
int test_forgotten(struct __sk_buff *ctx)
{
	u32 key = ctx->mark;
	u64 *count = bpf_map_lookup_elem(&counts, &key);

	if (!count)
		bpf_printk("no count of %d", key);
	total += *count; // expect: KF406
	return 0;
}

SEC("tc")
int only_null_each_round(struct __sk_buff *ctx)
{
	u32 key = ctx->mark;
	u64 *count = bpf_map_lookup_elem(&counts, &key);

	if (count)
		return 0;
	for (int i = 0; i < 20; i += 2)
		total += *count + i; // expect: KF406 warning
	return 1;
}

SEC("tc")
int variable_left_null(struct __sk_buff *ctx)
{
	u64 *count = NULL;

	if (ctx->mark)
		*count = 1; // expect: KF406 warning
	return 0;
}

SEC("tc")
int member_left_null(struct __sk_buff *ctx)
{
	struct task_struct *task = NULL;

	if (ctx->mark)
		total = task->pid; // expect: KF406
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
