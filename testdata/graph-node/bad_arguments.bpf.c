// bpflint: kernel=6.18
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

extern void *bpf_obj_new_impl(__u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;
extern int bpf_list_push_front_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta__ign,
				    __u64 off) __ksym;
extern struct bpf_list_node *bpf_list_pop_front(struct bpf_list_head *head) __ksym;

#define new(type) ((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define drop(object) bpf_obj_drop_impl(object, NULL)
#define private(name) SEC(".bss." #name) __hidden __attribute__((aligned(8)))
#define contains(kind, field) __attribute__((btf_decl_tag("contains:" #kind ":" #field)))

struct item {
	long key;
	struct bpf_list_node node;
};

struct other {
	struct bpf_list_node node;
	long key;
};

private(A) struct bpf_spin_lock lock;
private(A) struct bpf_list_head list contains(item, node);

long result;

SEC("tc")
int node_of_other_struct(struct __sk_buff *skb)
{
	struct other *other = new(struct other);

	if (!other)
		return 0;
	bpf_spin_lock(&lock);
	bpf_list_push_front_impl(&list, &other->node, NULL, 0); // expect: KF412
	bpf_spin_unlock(&lock);
	return 0;
}

SEC("tc")
int no_node(struct __sk_buff *skb)
{
	struct item *item = new(struct item);

	if (!item)
		return 0;
	bpf_spin_lock(&lock);
	bpf_list_push_front_impl(&list, (struct bpf_list_node *)&item->key, NULL, 0); // expect: KF412
	bpf_spin_unlock(&lock);
	return 0;
}

SEC("tc")
int node_at_varying_offset(struct __sk_buff *skb)
{
	struct item *item = new(struct item);

	if (!item)
		return 0;
	bpf_spin_lock(&lock);
	bpf_list_push_front_impl(&list, (void *)&item->node + skb->mark, NULL, 0); // expect: KF412
	bpf_spin_unlock(&lock);
	return 0;
}

SEC("tc")
int root_at_varying_offset(struct __sk_buff *skb)
{
	struct bpf_list_node *node;

	bpf_spin_lock(&lock);
	node = bpf_list_pop_front((void *)&list + skb->mark); // expect: KF412
	bpf_spin_unlock(&lock);
	if (node)
		drop(container_of(node, struct item, node));
	return 0;
}

SEC("tc")
int no_root(struct __sk_buff *skb)
{
	struct bpf_list_node *node;

	bpf_spin_lock(&lock);
	node = bpf_list_pop_front((struct bpf_list_head *)&lock); // expect: KF412
	bpf_spin_unlock(&lock);
	if (node)
		drop(container_of(node, struct item, node));
	return 0;
}

SEC("tc")
int node_read(struct __sk_buff *skb)
{
	struct item *item = new(struct item);

	if (!item)
		return 0;
	result = *(long *)&item->node; // expect: KF412
	drop(item);
	return 0;
}

char _license[] SEC("license") = "GPL";
