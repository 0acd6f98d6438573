// Reads that no compiler keeps: what is read decides nothing, or is written over before anybody looks.
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
int written_again(struct __sk_buff *ctx)
{
	long x = find()->a; // silent: x is written before it is read

	x = 5;
	total = x;
	return 0;
}

SEC("tc")
int member_written_again(struct __sk_buff *ctx)
{
	struct pair copy = {};

	copy.a = find()->a;
	copy.a = 2;
	total = copy.a;
	return 0;
}

SEC("tc")
int global_written_again(struct __sk_buff *ctx)
{
	total = find()->a;
	total = 2;
	return 0;
}

SEC("tc")
int never_read(struct __sk_buff *ctx)
{
	struct pair copy = *find(); // silent: nobody reads the copy

	return 0;
}

SEC("tc")
int ways_alike(struct __sk_buff *ctx)
{
	long x;

	if (find()->a) // silent: both ways do the same
		x = 5;
	else
		x = 5;
	total = x;
	return 0;
}

SEC("tc")
int values_alike(struct __sk_buff *ctx)
{
	total = find()->a > 4 ? 7 : 7;
	return 0;
}

SEC("tc")
int cases_alike(struct __sk_buff *ctx)
{
	switch (find()->a) {
	case 1:
	case 2:
	default:
		total = 1;
	}
	return 0;
}

SEC("tc")
int nothing_to_do(struct __sk_buff *ctx)
{
	long x = 0;

	if (find()->a)
		x = 1;
	return 0;
}

SEC("tc")
int masked_out(struct __sk_buff *ctx)
{
	total = find()->a & 0;
	return 0;
}
