// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct value {
	struct bpf_timer timer;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct value);
} values SEC(".maps");

static int count(__u32 index, void *sum)
{
	*(__u32 *)sum += index;
	return 0;
}

SEC("tc")
int sets_none(struct __sk_buff *skb)
{
	struct value *value;
	__u32 key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	if (!value)
		return 0;
	if (bpf_timer_init(&value->timer, &values, 0))
		return 0;
	bpf_timer_set_callback(&value->timer, NULL); // expect: KF107
	return 0;
}

SEC("tc")
int loops_over_none(struct __sk_buff *skb)
{
	bpf_loop(3, NULL, NULL, 0); // expect: KF107
	return 0;
}

SEC("tc")
int loops(struct __sk_buff *skb)
{
	__u32 sum = 0;

	bpf_loop(3, count, &sum, 0); // silent: a function
	return sum == 3;
}

char LICENSE[] SEC("license") = "GPL";
