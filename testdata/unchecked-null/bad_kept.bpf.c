// Reads that compilers keep, beside those that they drop.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct pair {
	long a, b;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, struct pair);
} pairs SEC(".maps");

long total;
char LICENSE[] SEC("license") = "GPL";

static struct pair *find(void)
{
	int key = 0;

	return bpf_map_lookup_elem(&pairs, &key);
}

SEC("tc")
int written_on_one_way(struct __sk_buff *ctx)
{
	long x = find()->a; // expect: KF406

	if (ctx->len)
		x = 5;
	total = x;
	return 0;
}

SEC("tc")
int other_member_written(struct __sk_buff *ctx)
{
	struct pair copy = {};

	copy.a = find()->a; // expect: KF406
	copy.b = 2;
	total = copy.a;
	return 0;
}

SEC("tc")
int global_read_between(struct __sk_buff *ctx)
{
	total = find()->a; // expect: KF406
	bpf_printk("%d", total);
	total = 2;
	return 0;
}

SEC("tc")
int read_after_all(struct __sk_buff *ctx)
{
	struct pair copy = *find(); // expect: KF406

	total = copy.b;
	return 0;
}

SEC("tc")
int ways_differ(struct __sk_buff *ctx)
{
	long x;

	if (find()->a) // expect: KF406
		x = 5;
	else
		x = 6;
	total = x;
	return 0;
}

SEC("tc")
int cases_differ(struct __sk_buff *ctx)
{
	switch (find()->a) { // expect: KF406
	case 1:
		total = 2;
		break;
	default:
		total = 1;
	}
	return 0;
}

SEC("tc")
int something_to_do(struct __sk_buff *ctx)
{
	if (find()->a) // expect: KF406
		bpf_printk("there");
	return 0;
}

SEC("tc")
int masked(struct __sk_buff *ctx)
{
	total = find()->a & 1; // expect: KF406
	return 0;
}
