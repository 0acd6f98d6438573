// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

extern void *bpf_obj_new_impl(__u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;
extern struct bpf_rb_node *bpf_rbtree_first(struct bpf_rb_root *root) __ksym;

#define new(type) ((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define contains(kind, field) __attribute__((btf_decl_tag("contains:" #kind ":" #field)))

struct leaf {
	long key;
	struct bpf_rb_node node;
};

struct bpf_spin_lock lock; // expect: KF410
struct bpf_rb_root tree contains(leaf, node);

SEC("tc")
int looks(struct __sk_buff *skb)
{
	struct bpf_rb_node *first;
	long key = 0;
	struct leaf *leaf = new(struct leaf);

	if (leaf)
		bpf_obj_drop_impl(leaf, NULL);
	bpf_spin_lock(&lock);
	first = bpf_rbtree_first(&tree);
	if (first)
		key = container_of(first, struct leaf, node)->key;
	bpf_spin_unlock(&lock);
	return key > 3;
}

char LICENSE[] SEC("license") = "GPL";
