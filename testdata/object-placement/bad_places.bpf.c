#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;

struct value {
	struct bpf_wq work;
	struct bpf_timer timer;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct value);
} values SEC(".maps"), others SEC(".maps");

struct bpf_iter_num global_iterator;

SEC("tc")
int another_map(struct __sk_buff *skb)
{
	struct value *value;
	__u32 key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	if (!value)
		return 0;
	bpf_wq_init(&value->work, &others, 0); // expect: KF410
	return 0;
}

SEC("tc")
int timer_of_another_map(struct __sk_buff *skb)
{
	struct value *value;
	__u32 key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	if (!value)
		return 0;
	bpf_timer_init(&value->timer, &others, 1); // expect: KF410
	return 0;
}

SEC("tc")
int work_on_the_stack(struct __sk_buff *skb)
{
	struct bpf_wq work = {};

	bpf_wq_init(&work, &values, 0); // expect: KF410
	return 0;
}

SEC("tc")
int iterator_in_a_global(struct __sk_buff *skb)
{
	bpf_iter_num_new(&global_iterator, 0, 3); // expect: KF410
	bpf_iter_num_destroy(&global_iterator); // expect: KF410
	return 0;
}

SEC("tc")
int cancels_another_member(struct __sk_buff *skb)
{
	struct value *value;
	__u32 key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	if (!value)
		return 0;
	bpf_timer_cancel((struct bpf_timer *)&value->work); // expect: KF410
	return 0;
}

char _license[] SEC("license") = "GPL";
