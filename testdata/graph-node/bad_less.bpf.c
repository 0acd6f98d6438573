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
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

#define new(type) ((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define drop(object) bpf_obj_drop_impl(object, NULL)
#define private(name) SEC(".bss." #name) __hidden __attribute__((aligned(8)))
#define contains(kind, field) __attribute__((btf_decl_tag("contains:" #kind ":" #field)))
#define key_of(one) (container_of(one, struct leaf, node)->key)

struct leaf {
	long key;
	struct bpf_rb_node node;
};

private(A) struct bpf_spin_lock lock;
private(A) struct bpf_rb_root tree contains(leaf, node);

static bool less_that_removes(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	bpf_rbtree_remove(&tree, a); // expect: KF412
	return key_of(a) < key_of(b);
}

static bool less_that_locks(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	bpf_spin_unlock(&lock); // expect: KF412
	bpf_spin_lock(&lock); // expect: KF412
	return key_of(a) < key_of(b);
}

static bool less_in_rcu(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	bool is_less;

	bpf_rcu_read_lock(); // expect: KF204
	is_less = key_of(a) < key_of(b);
	bpf_rcu_read_unlock(); // expect: KF204
	return is_less;
}

#define ADD(less)                                                                                                      \
	struct leaf *leaf = new(struct leaf);                                                                          \
                                                                                                                       \
	if (!leaf)                                                                                                     \
		return 0;                                                                                              \
	bpf_spin_lock(&lock);                                                                                          \
	bpf_rbtree_add_impl(&tree, &leaf->node, less, NULL, 0);                                                        \
	bpf_spin_unlock(&lock);                                                                                        \
	return 0

SEC("tc")
int removes(struct __sk_buff *skb)
{
	ADD(less_that_removes);
}

SEC("tc")
int locks(struct __sk_buff *skb)
{
	ADD(less_that_locks);
}

SEC("tc")
int in_rcu(struct __sk_buff *skb)
{
	ADD(less_in_rcu);
}

char _license[] SEC("license") = "GPL";
