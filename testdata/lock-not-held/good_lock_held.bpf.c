// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

extern void *bpf_obj_new_impl(__u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;
extern int bpf_rbtree_add_impl(struct bpf_rb_root *root, struct bpf_rb_node *node,
			       bool (less)(struct bpf_rb_node *a, const struct bpf_rb_node *b), void *meta__ign,
			       __u64 off) __ksym;
extern int bpf_list_push_front_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta__ign,
				    __u64 off) __ksym;
extern struct bpf_list_node *bpf_list_pop_front(struct bpf_list_head *head) __ksym;

#define new(type) ((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define drop(object) bpf_obj_drop_impl(object, NULL)
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
#define contains(kind, field) __attribute__((btf_decl_tag("contains:" #kind ":" #field)))

struct entry {
	long key;
	struct bpf_list_node link;
};

struct leaf {
	long key;
	struct bpf_rb_node node;
};

private(A) struct bpf_spin_lock lock;
private(A) struct bpf_list_head list contains(entry, link);
private(A) struct bpf_rb_root tree contains(leaf, node);
private(B) struct bpf_spin_lock other_lock;

static bool less(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return container_of(a, struct leaf, node)->key < container_of(b, struct leaf, node)->key;
}

SEC("tc")
int under_the_lock(struct __sk_buff *skb)
{
	struct entry *entry = new(struct entry);
	struct leaf *leaf;

	if (!entry)
		return 0;
	leaf = new(struct leaf);
	if (!leaf) {
		drop(entry);
		return 0;
	}
	bpf_spin_lock(&lock);
	bpf_list_push_front_impl(&list, &entry->link, NULL, 0);
	bpf_rbtree_add_impl(&tree, &leaf->node, less, NULL, 0); // silent: one lock guards both roots
	bpf_spin_unlock(&lock);
	return 0;
}

static struct entry *pop(void)
{
	struct bpf_list_node *link = bpf_list_pop_front(&list); // silent: the caller holds the lock

	return link ? container_of(link, struct entry, link) : NULL;
}

SEC("tc")
int lock_taken_by_the_caller(struct __sk_buff *skb)
{
	struct entry *entry;

	bpf_spin_lock(&lock);
	entry = pop();
	bpf_spin_unlock(&lock);
	if (entry)
		drop(entry);
	return 0;
}

char _license[] SEC("license") = "GPL";
