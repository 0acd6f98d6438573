// References, critical sections, iterators, dynptrs, kptrs, records and lists: what paths hold, and lose.
#include "common.h"
#include <bpf/bpf_core_read.h>

#define __contains(type, node) __attribute__((btf_decl_tag("contains:" #type ":" #node)))

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern void bpf_preempt_disable(void) __ksym;
extern void bpf_preempt_enable(void) __ksym;
extern void bpf_local_irq_save(unsigned long *flags) __ksym;
extern void bpf_local_irq_restore(unsigned long *flags) __ksym;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;
extern int bpf_dynptr_from_skb(struct __sk_buff *skb, u64 flags, struct bpf_dynptr *ptr) __ksym;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *ptr, u32 offset, void *buffer, u32 buffer__szk) __ksym;
extern void *bpf_obj_new_impl(u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;
extern int bpf_list_push_front_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta, u64 off) __ksym;
extern struct bpf_list_node *bpf_list_pop_front(struct bpf_list_head *head) __ksym;

struct item {
	int key;
	struct bpf_list_node node;
};

struct value {
	struct task_struct __kptr *task;
	struct bpf_spin_lock lock;
	struct bpf_list_head head __contains(item, node);
	int count;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct value);
} values SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

static struct value *value(void)
{
	u32 key = 0;

	return bpf_map_lookup_elem(&values, &key);
}

SEC("tc") int reference(struct __sk_buff *skb)
{
	struct task_struct *task = bpf_task_from_pid(3), *other;
	int pid;

	if (!task)
		return 0;
	pid = task->pid;
	other = bpf_task_acquire(task);
	bpf_task_release(task);
	if (other)
		bpf_task_release(other);
	return pid > 5;
}

SEC("tc") int leaked(struct __sk_buff *skb)
{
	struct task_struct *task = bpf_task_from_pid(3);

	if (!task)
		return 0;
	if (task->pid == 7)
		return 1;
	bpf_task_release(task);
	return task->pid;
}

SEC("tc") int sections(struct __sk_buff *skb)
{
	unsigned long flags;

	bpf_rcu_read_lock();
	bpf_preempt_disable();
	bpf_local_irq_save(&flags);
	bpf_local_irq_restore(&flags);
	bpf_preempt_enable();
	if (skb->len > 5)
		return 1;
	bpf_rcu_read_unlock();
	return 0;
}

SEC("tc") int kptr(struct __sk_buff *skb)
{
	struct task_struct *task, *old;
	struct value *v = value();
	int pid = 0;

	if (!v)
		return 0;
	bpf_rcu_read_lock();
	task = v->task;
	if (task)
		pid = task->pid;
	bpf_rcu_read_unlock();
	old = bpf_kptr_xchg(&v->task, bpf_task_from_pid(1));
	if (old)
		bpf_task_release(old);
	return pid == 3;
}

SEC("tc") int locked(struct __sk_buff *skb)
{
	struct value *v = value();

	if (!v)
		return 0;
	bpf_spin_lock(&v->lock);
	v->count++;
	bpf_spin_unlock(&v->lock);
	return v->count > 3;
}

SEC("tc") int iterator(struct __sk_buff *skb)
{
	struct bpf_iter_num it;
	int *i, sum = 0;

	bpf_iter_num_new(&it, 0, 5);
	while ((i = bpf_iter_num_next(&it))) {
		if (*i == 3)
			break;
		sum += *i;
	}
	bpf_iter_num_destroy(&it);
	return sum > 2;
}

SEC("tc") int dynptr(struct __sk_buff *skb)
{
	struct bpf_dynptr ptr;
	char buffer[16];
	char *data;

	if (bpf_dynptr_from_skb(skb, 0, &ptr))
		return 0;
	data = bpf_dynptr_slice(&ptr, 0, buffer, sizeof(buffer));
	if (!data)
		return 0;
	return data[15] == 'x';
}

SEC("tc") int record(struct __sk_buff *skb)
{
	struct item *r = bpf_ringbuf_reserve(&records, sizeof(*r), 0);

	if (!r)
		return 0;
	r->key = skb->len;
	if (r->key & 1)
		bpf_ringbuf_discard(r, 0);
	else
		bpf_ringbuf_submit(r, 0);
	return 1;
}

SEC("tc") int list(struct __sk_buff *skb)
{
	struct item *item = bpf_obj_new_impl(bpf_core_type_id_local(struct item), 0);
	struct bpf_list_node *node;
	struct value *v = value();

	if (!item)
		return 0;
	if (!v) {
		bpf_obj_drop_impl(item, 0);
		return 0;
	}
	item->key = 4;
	bpf_spin_lock(&v->lock);
	bpf_list_push_front_impl(&v->head, &item->node, 0, 0);
	item->key = 5;
	node = bpf_list_pop_front(&v->head);
	bpf_spin_unlock(&v->lock);
	if (node)
		bpf_obj_drop_impl(container_of(node, struct item, node), 0);
	return 1;
}

SEC("tp_btf/task_newtask") int walked(u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0], *parent;
	u64 flags = ctx[1];

	bpf_rcu_read_lock();
	parent = task->real_parent;
	if (parent && parent->pid == task->pid)
		flags++;
	bpf_rcu_read_unlock();
	bpf_task_release(bpf_task_acquire(task));
	return flags > 3;
}

char _license[] SEC("license") = "GPL";
