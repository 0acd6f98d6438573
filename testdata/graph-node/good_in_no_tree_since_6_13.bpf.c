// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

extern void *bpf_obj_new_impl(__u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;
extern struct bpf_rb_node *bpf_rbtree_remove(struct bpf_rb_root *root, struct bpf_rb_node *node) __ksym;

#define new(type) ((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define drop(object) bpf_obj_drop_impl(object, NULL)
#define private(name) SEC(".bss." #name) __hidden __attribute__((aligned(8)))
#define contains(kind, field) __attribute__((btf_decl_tag("contains:" #kind ":" #field)))

struct leaf {
	long key;
	struct bpf_rb_node node;
};

private(A) struct bpf_spin_lock lock;
private(A) struct bpf_rb_root tree contains(leaf, node);

SEC("tc")
int removed_before_added(struct __sk_buff *skb)
{
	struct leaf *leaf = new(struct leaf);
	struct bpf_rb_node *node;

	if (!leaf)
		return 0;
	bpf_spin_lock(&lock);
	node = bpf_rbtree_remove(&tree, &leaf->node); // silent: NULL is what a node in no tree gives
	bpf_spin_unlock(&lock);
	if (node)
		drop(container_of(node, struct leaf, node));
	drop(leaf);
	return 0;
}

char _license[] SEC("license") = "GPL";
