// What bpf_loop() hands to its callback lies on the stack.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct sum {
	u64 total;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct sum);
} sums SEC(".maps");

struct sum global;

char LICENSE[] SEC("license") = "GPL";

struct to_sum {
	struct sum *sum;
};

static long add(u64 i, struct to_sum *to)
{
	to->sum->total += i;
	return 0;
}

SEC("tc")
int map_value(struct __sk_buff *skb)
{
	u32 key = 0;
	struct to_sum to = {.sum = bpf_map_lookup_elem(&sums, &key)};

	if (to.sum)
		bpf_loop(16, add, &to, 0);
	return 0;
}

static long count(u64 i, void *ctx)
{
	global.total++;
	return 0;
}

SEC("tc")
int nothing(struct __sk_buff *skb)
{
	bpf_loop(16, count, NULL, 0);
	return 0;
}
