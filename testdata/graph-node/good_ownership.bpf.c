// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

extern void *bpf_obj_new_impl(__u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;
extern int bpf_rbtree_add_impl(struct bpf_rb_root *root, struct bpf_rb_node *node,
			       bool (less)(struct bpf_rb_node *a, const struct bpf_rb_node *b), void *meta__ign,
			       __u64 off) __ksym;
extern struct bpf_rb_node *bpf_rbtree_first(struct bpf_rb_root *root) __ksym;
extern struct bpf_rb_node *bpf_rbtree_remove(struct bpf_rb_root *root, struct bpf_rb_node *node) __ksym;

#define new(type) ((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define drop(object) bpf_obj_drop_impl(object, NULL)
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define contains(kind, field) __attribute__((btf_decl_tag("contains:" #kind ":" #field)))

struct leaf {
	long key;
	struct bpf_rb_node node;
};

private(A) struct bpf_spin_lock lock;
private(A) struct bpf_rb_root tree contains(leaf, node);

static bool less(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return container_of(a, struct leaf, node)->key < container_of(b, struct leaf, node)->key;
}

long result;

SEC("tc")
int read_under_the_lock(struct __sk_buff *skb)
{
	struct leaf *leaf = new(struct leaf);

	if (!leaf)
		return 0;
	leaf->key = skb->mark;
	bpf_spin_lock(&lock);
	bpf_rbtree_add_impl(&tree, &leaf->node, less, NULL, 0);
	result = leaf->key; // silent: a non-owning reference is good until the unlock
	bpf_spin_unlock(&lock);
	return 0;
}

SEC("tc")
int removed_and_dropped(struct __sk_buff *skb)
{
	struct bpf_rb_node *node;

	bpf_spin_lock(&lock);
	node = bpf_rbtree_first(&tree);
	if (!node) {
		bpf_spin_unlock(&lock);
		return 0;
	}
	node = bpf_rbtree_remove(&tree, node); // silent: removing gives the reference back
	bpf_spin_unlock(&lock);
	if (node)
		drop(container_of(node, struct leaf, node));
	return 0;
}

char _license[] SEC("license") = "GPL";
