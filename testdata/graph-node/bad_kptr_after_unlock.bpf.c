// bpflint: kernel=6.18
// A node of a tree that is read from a map belongs to nobody here, and goes with the next unlock, of whatever lock.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define __contains(type, member) __attribute__((btf_decl_tag("contains:" #type ":" #member)))

struct tree_node {
	long data;
	struct bpf_rb_node node;
	struct bpf_refcount count;
};

struct tree_node *keeps_the_type;

struct value {
	struct tree_node __kptr *stashed;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct value);
} values SEC(".maps");

private(A) struct bpf_spin_lock lock;
private(A) struct bpf_rb_root root __contains(tree_node, node);

SEC("?tc")
int reads_behind_the_lock(struct __sk_buff *skb)
{
	struct tree_node *node;
	struct value *value;
	__u32 key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	if (!value)
		return 0;
	bpf_spin_lock(&lock);
	node = value->stashed;
	bpf_spin_unlock(&lock);
	return node ? node->data : 0; // expect: KF412
}

SEC("?tc")
int locks_in_between(struct __sk_buff *skb)
{
	struct tree_node *node;
	struct value *value;
	__u32 key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	node = value ? value->stashed : 0;
	if (!node)
		return 0;
	bpf_spin_lock(&lock);
	bpf_spin_unlock(&lock);
	return node->data; // expect: KF412
}

char _license[] SEC("license") = "GPL";
