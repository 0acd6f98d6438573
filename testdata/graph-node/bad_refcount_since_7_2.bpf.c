// bpflint: kernel=7.3
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#define __contains(name, leaf) __attribute__((btf_decl_tag("contains:" #name ":" #leaf)))
#define private(name) SEC(".bss." #name) __attribute__((visibility("hidden"), aligned(8)))

extern void *bpf_obj_new(__u64 local_type_id__k) __ksym;
extern void bpf_obj_drop(void *p) __ksym;
extern void *bpf_refcount_acquire(void *p) __ksym;
extern int bpf_list_push_front(struct bpf_list_head *head, struct bpf_list_node *node) __ksym;
extern struct bpf_list_node *bpf_list_pop_front(struct bpf_list_head *head) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

struct leaf {
	long key;
	struct bpf_list_node list;
	struct bpf_refcount refs;
};

struct counted {
	long key;
	struct bpf_refcount refs;
};

struct value {
	struct counted __kptr *counted;
	struct leaf __kptr *leaf;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct value);
} values SEC(".maps");

private(A) struct bpf_spin_lock lock;
private(A) struct bpf_list_head list __contains(leaf, list);

struct leaf *btf_for_leaf;
struct counted *btf_for_counted;

SEC("syscall")
int acquired_after_rcu(void *ctx)
{
	struct counted *counted, *copy;
	struct value *value;
	__u32 key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	if (!value)
		return 0;
	bpf_rcu_read_lock();
	counted = value->counted;
	if (!counted) {
		bpf_rcu_read_unlock();
		return 0;
	}
	bpf_rcu_read_unlock();
	copy = bpf_refcount_acquire(counted); // expect: KF412
	if (copy)
		bpf_obj_drop(copy);
	return 0;
}

SEC("syscall")
int acquired_and_not_tested(void *ctx)
{
	struct counted *counted, *copy;
	struct value *value;
	__u32 key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	if (!value)
		return 0;
	bpf_rcu_read_lock();
	counted = value->counted;
	if (!counted) {
		bpf_rcu_read_unlock();
		return 0;
	}
	copy = bpf_refcount_acquire(counted);
	bpf_rcu_read_unlock();
	bpf_obj_drop(copy); // expect: KF107
	return 0;
}

SEC("syscall")
int acquired_node_after_rcu(void *ctx)
{
	struct leaf *leaf, *copy;
	struct value *value;
	__u32 key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	if (!value)
		return 0;
	bpf_rcu_read_lock();
	leaf = value->leaf;
	if (!leaf) {
		bpf_rcu_read_unlock();
		return 0;
	}
	bpf_rcu_read_unlock();
	copy = bpf_refcount_acquire(leaf); // expect: KF412
	if (copy)
		bpf_obj_drop(copy);
	return 0;
}

SEC("syscall")
int acquired_by_member(void *ctx)
{
	struct bpf_list_node *first;
	struct leaf *leaf;
	void *copy;

	leaf = bpf_obj_new(bpf_core_type_id_local(struct leaf));
	if (!leaf)
		return 0;
	bpf_spin_lock(&lock);
	bpf_list_push_front(&list, &leaf->list);
	first = bpf_list_pop_front(&list);
	bpf_spin_unlock(&lock);
	if (!first)
		return 0;
	copy = bpf_refcount_acquire(first); // expect: KF404
	if (copy)
		bpf_obj_drop(copy);
	leaf = (void *)first - __builtin_offsetof(struct leaf, list);
	bpf_obj_drop(leaf);
	return 0;
}

char _license[] SEC("license") = "GPL";
