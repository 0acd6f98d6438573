// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define __contains(type, member) __attribute__((btf_decl_tag("contains:" #type ":" #member)))

struct tree_node {
	long data;
	struct bpf_rb_node node;
	struct bpf_refcount count;
};

struct plain {
	long data;
};

struct tree_node *keeps_the_type;
struct plain *keeps_this_too;

struct value {
	struct tree_node __kptr *stashed;
	struct plain __kptr *plain;
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
int reads_under_the_lock(struct __sk_buff *skb)
{
	struct tree_node *node;
	struct value *value;
	long data = 0;
	__u32 key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	if (!value)
		return 0;
	bpf_spin_lock(&lock);
	node = value->stashed;
	if (node)
		data = node->data; // silent: nothing was unlocked
	bpf_spin_unlock(&lock);
	node = value->stashed;
	return node ? data + node->data : 0; // silent: read anew
}

SEC("?tc")
int no_node(struct __sk_buff *skb)
{
	struct plain *plain;
	struct value *value;
	__u32 key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	if (!value)
		return 0;
	bpf_spin_lock(&lock);
	plain = value->plain;
	bpf_spin_unlock(&lock);
	return plain ? plain->data : 0; // silent: in no tree, so no unlock ends it
}

char _license[] SEC("license") = "GPL";
