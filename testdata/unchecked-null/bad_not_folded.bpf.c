// What depends on memory after all: it may have changed, or nothing is taken away from itself.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct value {
	int data;
	int mark;
	__u32 size;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, struct value);
} values SEC(".maps");

static __always_inline struct value *look(void)
{
	int key = 0;

	return bpf_map_lookup_elem(&values, &key);
}

SEC("tc")
int two_members(struct __sk_buff *skb)
{
	struct value *v = look();

	return v->data - v->mark; // expect: KF406
}

SEC("tc")
int volatile_member(struct __sk_buff *skb)
{
	struct value *v = look();

	return *(volatile int *)&v->data - *(volatile int *)&v->data; // expect: KF406
}

SEC("tc")
int changed_between(struct __sk_buff *skb)
{
	struct value *v = look();
	int before = v->data; // expect: KF406

	bpf_get_prandom_u32();
	bpf_skb_change_tail(skb, 100, 0);
	return v->data - before;
}

SEC("tc")
int below_one(struct __sk_buff *skb)
{
	struct value *v = look();

	return v->size < 1; // expect: KF406
}

SEC("tc")
int returns_another(struct __sk_buff *skb)
{
	struct value *v = look();

	if (v->data) // expect: KF406
		return 1;
	return 2;
}

char _license[] SEC("license") = "GPL";
