// What kfuncs of each family give, keep and end.
#include "common.h"
#include <bpf/bpf_core_read.h>

#define __contains(type, node) __attribute__((btf_decl_tag("contains:" #type ":" #node)))
#define private(name) SEC(".bss." #name) __hidden __attribute__((aligned(8)))

extern struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
extern void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
extern void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
extern u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
extern struct cgroup *bpf_cgroup_from_id(u64 cgid) __ksym;
extern struct cgroup *bpf_cgroup_ancestor(struct cgroup *cgrp, int level) __ksym;
extern void bpf_cgroup_release(struct cgroup *cgrp) __ksym;
extern void *bpf_obj_new_impl(u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;
extern void *bpf_percpu_obj_new_impl(u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_percpu_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;
extern void *bpf_refcount_acquire_impl(void *p__refcounted_kptr, void *meta__ign) __ksym;
extern int bpf_rbtree_add_impl(struct bpf_rb_root *root, struct bpf_rb_node *node,
			       bool (less)(struct bpf_rb_node *a, const struct bpf_rb_node *b), void *meta__ign, u64 off) __ksym;
extern struct bpf_rb_node *bpf_rbtree_first(struct bpf_rb_root *root) __ksym;
extern struct bpf_rb_node *bpf_rbtree_remove(struct bpf_rb_root *root, struct bpf_rb_node *node) __ksym;
extern int bpf_res_spin_lock(struct bpf_res_spin_lock *lock) __ksym;
extern void bpf_res_spin_unlock(struct bpf_res_spin_lock *lock) __ksym;
extern int bpf_iter_task_new(struct bpf_iter_task *it, struct task_struct *task, unsigned int flags) __ksym;
extern struct task_struct *bpf_iter_task_next(struct bpf_iter_task *it) __ksym;
extern void bpf_iter_task_destroy(struct bpf_iter_task *it) __ksym;
extern int bpf_dynptr_adjust(const struct bpf_dynptr *p, u64 start, u64 end) __ksym;
extern int bpf_dynptr_clone(const struct bpf_dynptr *p, struct bpf_dynptr *clone__init) __ksym;
extern bool bpf_dynptr_is_null(const struct bpf_dynptr *p) __ksym;
extern u64 bpf_dynptr_size(const struct bpf_dynptr *p) __ksym;
extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym;
extern int bpf_wq_set_callback_impl(struct bpf_wq *wq, int (callback_fn)(void *map, int *key, void *value),
				    unsigned int flags, void *aux__prog) __ksym;
extern int bpf_wq_start(struct bpf_wq *wq, unsigned int flags) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern void *bpf_rdonly_cast(const void *obj, u32 btf_id) __ksym;
extern void *bpf_cast_to_kern_ctx(void *obj) __ksym;
extern struct file *bpf_get_task_exe_file(struct task_struct *task) __ksym;
extern void bpf_put_file(struct file *file) __ksym;

struct leaf {
	int key;
	struct bpf_refcount refs;
	struct bpf_rb_node node;
};

struct counters {
	u64 hits;
};

struct work {
	struct bpf_wq wq;
	struct bpf_cpumask __kptr *mask;
	struct counters __percpu_kptr *counters;
	int runs;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, struct work);
} works SEC(".maps");

private(A) struct bpf_spin_lock lock;
private(A) struct bpf_rb_root root __contains(leaf, node);
private(B) struct bpf_res_spin_lock resilient;

PROGRAM(masks)
{
	struct bpf_cpumask *mask = bpf_cpumask_create(), *old;
	u32 key = 0, cpu;
	struct work *work = bpf_map_lookup_elem(&works, &key);

	if (!mask)
		return 0;
	bpf_cpumask_set_cpu(1, mask);
	cpu = bpf_cpumask_first((struct cpumask *)mask);
	old = bpf_kptr_xchg(&work->mask, mask);
	if (old)
		bpf_cpumask_release(old);
	bpf_rcu_read_lock();
	mask = work->mask;
	if (mask)
		cpu += bpf_cpumask_first((struct cpumask *)mask);
	bpf_rcu_read_unlock();
	return cpu;
}

PROGRAM(groups)
{
	struct cgroup *group = bpf_cgroup_from_id(ANY), *above;

	if (!group)
		return 0;
	above = bpf_cgroup_ancestor(group, 1);
	bpf_cgroup_release(group);
	if (!above)
		return 1;
	bpf_cgroup_release(above);
	return group == above;
}

static bool less(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return container_of(a, struct leaf, node)->key < container_of(b, struct leaf, node)->key;
}

SEC("tc") int tree(struct __sk_buff *skb)
{
	struct leaf *leaf = bpf_obj_new_impl(bpf_core_type_id_local(struct leaf), 0), *other;
	struct bpf_rb_node *first;
	int key = 0;

	if (!leaf)
		return 0;
	leaf->key = ANY;
	other = bpf_refcount_acquire_impl(leaf, 0);
	bpf_spin_lock(&lock);
	bpf_rbtree_add_impl(&root, &leaf->node, less, 0, 0);
	first = bpf_rbtree_first(&root);
	if (first) {
		key = container_of(first, struct leaf, node)->key;
		first = bpf_rbtree_remove(&root, first);
	}
	bpf_spin_unlock(&lock);
	if (first)
		bpf_obj_drop_impl(container_of(first, struct leaf, node), 0);
	bpf_obj_drop_impl(other, 0);
	return key > 3;
}

SEC("tc") int resilient_lock(struct __sk_buff *skb)
{
	if (bpf_res_spin_lock(&resilient))
		return 1;
	bpf_res_spin_unlock(&resilient);
	return 0;
}

PROGRAM(per_cpu)
{
	u32 key = 1;
	struct work *work = bpf_map_lookup_elem(&works, &key);
	struct counters *counters = bpf_percpu_obj_new_impl(bpf_core_type_id_local(struct counters), 0), *here;
	u64 hits = 0;

	if (!counters)
		return 0;
	counters = bpf_kptr_xchg(&work->counters, counters);
	if (counters)
		bpf_percpu_obj_drop_impl(counters, 0);
	bpf_rcu_read_lock();
	counters = work->counters;
	if (counters) {
		here = bpf_this_cpu_ptr(counters);
		hits = ++here->hits;
	}
	bpf_rcu_read_unlock();
	return hits;
}

SEC("iter.s/task") int tasks(struct bpf_iter__task *ctx)
{
	struct bpf_iter_task it;
	struct task_struct *task;
	int n = 0;

	bpf_rcu_read_lock();
	bpf_iter_task_new(&it, 0, BPF_TASK_ITER_ALL_PROCS);
	while ((task = bpf_iter_task_next(&it)))
		n += task->pid == 1;
	bpf_iter_task_destroy(&it);
	bpf_rcu_read_unlock();
	return n > 0;
}

PROGRAM(dynptrs)
{
	u64 bytes[4] = {};
	struct bpf_dynptr ptr, copy;

	bpf_dynptr_from_mem(&root, 0, 0, &copy);
	if (bpf_dynptr_from_mem(bytes, sizeof(bytes), 0, &ptr) || bpf_dynptr_is_null(&ptr))
		return 0;
	bpf_dynptr_clone(&ptr, &copy);
	bpf_dynptr_adjust(&copy, 8, 16);
	return bpf_dynptr_size(&copy);
}

static int worked(void *map, int *key, void *value)
{
	struct work *work = value;

	work->runs += *key;
	return ANY & 1;
}

PROGRAM(works_later)
{
	u32 key = 0;
	struct work *work = bpf_map_lookup_elem(&works, &key);

	if (bpf_wq_init(&work->wq, &works, 0))
		return 1;
	if (bpf_wq_set_callback_impl(&work->wq, worked, 0, 0))
		return 2;
	bpf_wq_start(&work->wq, 0);
	return 0;
}

SEC("tc") int casts(struct __sk_buff *skb)
{
	struct sk_buff *kernel = bpf_cast_to_kern_ctx(skb);
	struct task_struct *task = bpf_rdonly_cast((void *)skb, bpf_core_type_id_kernel(struct task_struct));

	return kernel->len > 5 && task->pid == 1;
}

SEC("lsm.s/file_open") int files(u64 *ctx)
{
	struct file *file = bpf_get_task_exe_file(bpf_get_current_task_btf());

	if (!file)
		return 0;
	if (file == (void *)ctx[0]) {
		bpf_put_file(file);
		return -1;
	}
	bpf_put_file(file);
	return 0;
}

char _license[] SEC("license") = "GPL";
