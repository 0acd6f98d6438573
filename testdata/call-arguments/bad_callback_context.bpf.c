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

static long add(u64 i, struct sum *sum)
{
	sum->total += i;
	return 0;
}

SEC("tc")
int map_value(struct __sk_buff *skb)
{
	u32 key = 0;
	struct sum *sum = bpf_map_lookup_elem(&sums, &key);

	if (sum)
		bpf_loop(16, add, sum, 0); // expect: KF105
	return 0;
}

SEC("tc")
int global_variable(struct __sk_buff *skb)
{
	bpf_loop(16, add, &global, 0); // expect: KF105
	return 0;
}
