// What is computed to the same whatever was read: compilers read nothing.
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
int minus_itself(struct __sk_buff *skb)
{
	struct value *v = look();

	return v->data - v->data;
}

SEC("tc")
int kept_and_taken_away(struct __sk_buff *skb)
{
	struct value *v = look();
	int data = v->data, mark = v->mark;

	return data + mark - data - mark + 1;
}

SEC("tc")
int unsigned_below_zero(struct __sk_buff *skb)
{
	struct value *v = look();

	if (v->size < 0)
		return 1;
	return 2;
}

SEC("tc")
int equal_to_itself(struct __sk_buff *skb)
{
	struct value *v = look();

	return v->data == v->data;
}

SEC("tc")
int masked_away(struct __sk_buff *skb)
{
	struct value *v = look();

	return (v->data & 0) + v->size % 1;
}

SEC("tc")
int shifted_out(struct __sk_buff *skb)
{
	struct value *v = look();

	return (__u64)v->size >> 32;
}

SEC("tc")
int distance_of_members(struct __sk_buff *skb)
{
	struct value *v = look();

	return (char *)&v->mark - (char *)&v->data;
}

SEC("tc")
int returns_the_same(struct __sk_buff *skb)
{
	struct value *v = look();

	if (v->data)
		return 1;
	return 1;
}

char _license[] SEC("license") = "GPL";
