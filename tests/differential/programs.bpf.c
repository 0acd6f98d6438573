// Made by: benchmarks/differential.py --seed 2026 --first 0 --count 60 --slice DIR
#define BPF_NO_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

#define __contains(name, node) __attribute__((btf_decl_tag("contains:" #name ":" #node)))
#define __node_of(pointer) ((struct item *)((void *)(pointer) - __builtin_offsetof(struct item, link)))
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern struct cgroup *bpf_cgroup_from_id(u64 cgid) __ksym;
extern void bpf_cgroup_release(struct cgroup *cgrp) __ksym;
extern struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
extern void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
extern void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;
extern void bpf_preempt_disable(void) __ksym;
extern void bpf_preempt_enable(void) __ksym;
extern void bpf_local_irq_save(unsigned long *flags) __ksym;
extern void bpf_local_irq_restore(unsigned long *flags) __ksym;
extern void *bpf_obj_new_impl(u64 local_type_id, void *meta) __ksym;
extern void bpf_obj_drop_impl(void *object, void *meta) __ksym;
extern int bpf_list_push_front_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta, u64 off) __ksym;
extern struct bpf_list_node *bpf_list_pop_front(struct bpf_list_head *head) __ksym;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;
extern int bpf_iter_task_new(struct bpf_iter_task *it, struct task_struct *task, unsigned int flags) __ksym;
extern struct task_struct *bpf_iter_task_next(struct bpf_iter_task *it) __ksym;
extern void bpf_iter_task_destroy(struct bpf_iter_task *it) __ksym;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, u32 offset, void *buffer, u32 size) __ksym;
extern int bpf_dynptr_from_skb(struct __sk_buff *skb, u64 flags, struct bpf_dynptr *ptr) __ksym;
extern int bpf_dynptr_from_xdp(struct xdp_md *xdp, u64 flags, struct bpf_dynptr *ptr) __ksym;

struct item {
	long data;
	struct bpf_list_node link;
};

struct holder {
	int n;
	struct task_struct *task;
};

struct value {
	long data;
	struct task_struct __kptr *task;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct value);
} values SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

const volatile bool debug;
const volatile int mode = 2;
const volatile struct {
	bool strict;
	int depth;
} settings = {.strict = true};
static bool never_written;
long total;

struct item *spare;
/* Brings the type of the list's nodes to the kernel, also where no program of the file makes one. */

private(LIST) struct bpf_spin_lock lock;
private(LIST) struct bpf_list_head list __contains(item, link);

char LICENSE[] SEC("license") = "GPL";

__noinline int outside(int x)
{
	return x * 3 + total;
}

static __noinline void give_back(struct task_struct *task)
{
	bpf_task_release(task);
}

static __always_inline void give_back_held(struct holder held)
{
	if (held.n)
		bpf_task_release(held.task);
}

static __always_inline bool wanted(u32 x)
{
	return x == 2 || x == 3;
}

SEC("tc")
int p0(struct __sk_buff *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct task_struct *t1 = NULL;
	struct cgroup *g2 = NULL;
	struct bpf_list_node *l3 = NULL;

	if (a & 1) {
		bpf_preempt_disable();
		bpf_preempt_disable();
	}
	if (a & 1) {
		bpf_preempt_enable();
	}
	t1 = bpf_task_from_pid(a & 1023);
	if (t1) {
		x += t1->tgid;
	}
	if (b > 7) {
		g2 = bpf_cgroup_from_id(1);
	}
	bpf_spin_lock(&lock);
	l3 = bpf_list_pop_front(&list);
	bpf_spin_unlock(&lock);
	if (l3) {
		bpf_obj_drop_impl(__node_of(l3), NULL);
	}
	if (b > 7) {
		if (g2) {
			x += g2->level;
			bpf_cgroup_release(g2);
		}
	}
	if (t1) {
		bpf_task_release(t1);
	}
	total = x;
	return 0;
}

SEC("tp_btf/task_newtask")
int p1(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct item *o1 = NULL;
	struct bpf_dynptr d2;
	struct cgroup *g3 = NULL;
	struct item *o4 = NULL;

	o1 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
	if (o1) {
		o1->data = a;
	}
	if (o1) {
		bpf_obj_drop_impl(o1, NULL);
	}
	bpf_ringbuf_reserve_dynptr(&ring, 8, 0, &d2);
	bpf_dynptr_write(&d2, 0, &a, sizeof(a), 0);
	g3 = bpf_cgroup_from_id(1);
	total += x;
	if (g3) {
		x += g3->level;
		bpf_cgroup_release(g3);
	}
	bpf_ringbuf_discard_dynptr(&d2, 0);
	o4 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
	if (o4) {
		o4->data = a;
	}
	if (o4) {
		bpf_obj_drop_impl(o4, NULL);
	}
	total = x;
	return 0;
}

SEC("tc")
int p2(struct __sk_buff *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	long *r2 = NULL;
	struct bpf_dynptr d3;
	struct bpf_dynptr d5;
	struct cgroup *g6 = NULL;
	struct task_struct *t7 = NULL;

	for (int i1 = 0; i1 < 3; i1++) {
		x += outside(b);
	}
	r2 = bpf_ringbuf_reserve(&ring, sizeof(long), 0);
	if (r2) {
		*r2 = a;
		bpf_ringbuf_submit(r2, 0);
	}
	if (a != 4) {
		bpf_ringbuf_reserve_dynptr(&ring, 8, 0, &d3);
	}
	for (int i4 = 0; i4 < 4; i4++) {
		bpf_ringbuf_reserve_dynptr(&ring, 8, 0, &d5);
		bpf_dynptr_write(&d5, 0, &a, sizeof(a), 0);
		bpf_ringbuf_submit_dynptr(&d5, 0);
	}
	if (a != 4) {
		bpf_ringbuf_discard_dynptr(&d3, 0);
	}
	g6 = bpf_cgroup_from_id(1);
	t7 = bpf_task_from_pid(a & 1023);
	if (t7) {
		x += t7->pid;
		bpf_task_release(t7);
	}
	if (g6) {
		x += g6->level;
		bpf_cgroup_release(g6);
	}
	total = x;
	return 0;
}

SEC("tc")
int p3(struct __sk_buff *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct bpf_iter_num n1;
	struct bpf_dynptr d2;
	u8 *s3;
	u8 q4[4];

	bpf_iter_num_new(&n1, 0, 4);
	bpf_iter_num_new(&n1, 0, 4);
	while (bpf_iter_num_next(&n1)) {
		bpf_dynptr_from_skb(ctx, 0, &d2);
		s3 = bpf_dynptr_slice(&d2, 0, q4, sizeof(q4));
		if (s3) {
			x += *s3;
			x += *s3;
		}
	}
	bpf_iter_num_destroy(&n1);
	total = x;
	return 0;
}

static int p4_cb11(u32 index, void *data)
{
	u32 a = index, b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	int k3 = 0;
	struct value *v1;
	struct task_struct *t2 = NULL;
	v1 = bpf_map_lookup_elem(&values, &k3);
	if (v1) {
		t2 = bpf_kptr_xchg(&v1->task, NULL);
	}
	if (t2) {
		bpf_task_release(t2);
	}
	total += x;
	return 0;
}

SEC("xdp")
int p4(struct xdp_md *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct cgroup *g1 = NULL;
	struct holder h2 = {};
	struct bpf_iter_num n3;
	struct item *o4 = NULL;
	long *r5 = NULL;
	unsigned long f6;
	int k9 = 0;
	struct value *v7;
	struct task_struct *t8 = NULL;
	struct task_struct *t10 = NULL;

	if (mode == 2) {
		if (a == 2 || a == 3) {
			if (debug) {
				g1 = bpf_cgroup_from_id(1);
				if (g1) {
					x += g1->level;
					bpf_cgroup_release(g1);
				}
				h2.task = bpf_task_from_pid(b & 1023);
				h2.n = h2.task != NULL;
				if (h2.task) {
					bpf_task_release(h2.task);
				}
			}
			x += outside(b);
		}
		bpf_iter_num_new(&n3, 0, 7);
		while (bpf_iter_num_next(&n3)) {
			o4 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
			if (o4) {
				o4->data = a;
			}
			if (o4) {
				bpf_obj_drop_impl(o4, NULL);
			}
		}
		bpf_iter_num_destroy(&n3);
	}
	r5 = bpf_ringbuf_reserve(&ring, sizeof(long), 0);
	if (r5) {
		*r5 = a;
		bpf_ringbuf_discard(r5, 0);
	}
	if (a == 2 || a == 3) {
		if (!c) {
			bpf_local_irq_save(&f6);
		}
		if (a != 4) {
			v7 = bpf_map_lookup_elem(&values, &k9);
			if (v7) {
				t8 = bpf_kptr_xchg(&v7->task, NULL);
			}
			if (t8) {
				bpf_task_release(t8);
			}
			t10 = bpf_task_from_pid(a & 1023);
			if (t10) {
				x += t10->tgid;
			}
			if (t10) {
				give_back(t10);
			}
		}
		if (!c) {
			bpf_local_irq_restore(&f6);
		}
		bpf_loop(5, p4_cb11, NULL, 0);
	}
	total = x;
	return 0;
}

SEC("syscall")
int p5(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	int k3 = 0;
	struct value *v1;
	struct task_struct *t2 = NULL;
	struct bpf_dynptr d4;
	struct bpf_list_node *l5 = NULL;

	if (c) {
		v1 = bpf_map_lookup_elem(&values, &k3);
		if (v1) {
			t2 = bpf_kptr_xchg(&v1->task, NULL);
		}
		bpf_ringbuf_reserve_dynptr(&ring, 8, 0, &d4);
		bpf_ringbuf_submit_dynptr(&d4, 0);
		if (t2) {
			bpf_task_release(t2);
		}
	} else {
		bpf_spin_lock(&lock);
		l5 = bpf_list_pop_front(&list);
		bpf_spin_unlock(&lock);
		if (l5) {
			bpf_obj_drop_impl(__node_of(l5), NULL);
		}
	}
	total = x;
	return 0;
}

SEC("tc")
int p6(struct __sk_buff *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;

	if (a == 2 || a == 3) {
		x += bpf_ktime_get_ns() & 1;
	}
	total = x;
	return 0;
}

SEC("syscall")
int p7(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct item *o1 = NULL;
	int k4 = 0;
	struct value *v2;
	struct task_struct *t3 = NULL;
	long *r5 = NULL;

	o1 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
	if (o1) {
		o1->data = a;
	}
	if (a & 1) {
		v2 = bpf_map_lookup_elem(&values, &k4);
		if (v2) {
			t3 = bpf_kptr_xchg(&v2->task, NULL);
		}
		if (t3) {
			bpf_task_release(t3);
		}
	} else {
		if (!debug) {
			r5 = bpf_ringbuf_reserve(&ring, sizeof(long), 0);
			if (r5) {
				*r5 = a;
				bpf_ringbuf_discard(r5, 0);
			}
		} else {
			x += outside(b);
		}
	}
	if (o1) {
		bpf_obj_drop_impl(o1, NULL);
	}
	total = x;
	return 0;
}

SEC("tc")
int p8(struct __sk_buff *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	int k3 = 0;
	struct value *v1;
	struct task_struct *t2 = NULL;
	struct bpf_iter_num n4;
	struct task_struct *t5 = NULL;
	struct holder h6 = {};
	struct item *o7 = NULL;
	struct cgroup *g8 = NULL;

	v1 = bpf_map_lookup_elem(&values, &k3);
	if (v1) {
		t2 = bpf_kptr_xchg(&v1->task, NULL);
	}
	bpf_iter_num_new(&n4, 0, 2);
	while (bpf_iter_num_next(&n4)) {
		t5 = bpf_task_from_pid(a & 1023);
		if (t5) {
			x += t5->tgid;
		}
		if (t5) {
			give_back(t5);
		}
	}
	bpf_iter_num_destroy(&n4);
	if (t2) {
		bpf_task_release(t2);
	}
	if (wanted(a)) {
		h6.task = bpf_task_from_pid(b & 1023);
		h6.n = h6.task != NULL;
	}
	if (wanted(a)) {
		if (h6.task) {
			bpf_task_release(h6.task);
		}
	}
	if (o7) {
		o7->data = a;
	}
	o7 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
	g8 = bpf_cgroup_from_id(1);
	if (g8) {
		x += g8->level;
		bpf_cgroup_release(g8);
	}
	if (o7) {
		bpf_obj_drop_impl(o7, NULL);
	}
	total = x;
	return 0;
}

static int p9_cb1(u32 index, void *data)
{
	u32 a = index, b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct bpf_list_node *l1 = NULL;
	bpf_spin_lock(&lock);
	l1 = bpf_list_pop_front(&list);
	bpf_spin_unlock(&lock);
	if (l1) {
		bpf_obj_drop_impl(__node_of(l1), NULL);
	}
	total += x;
	return 0;
}

SEC("tp_btf/task_newtask")
int p9(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct bpf_list_node *l2 = NULL;

	bpf_loop(7, p9_cb1, NULL, 0);
	x += a & 7;
	if (wanted(a)) {
		if (a < b) {
			bpf_rcu_read_lock();
		}
		if (a < b) {
			bpf_rcu_read_unlock();
		}
	} else {
		bpf_spin_lock(&lock);
		l2 = bpf_list_pop_front(&list);
		bpf_spin_unlock(&lock);
		if (l2) {
			bpf_obj_drop_impl(__node_of(l2), NULL);
		}
	}
	x += a & 7;
	x += a & 7;
	total = x;
	return 0;
}

SEC("raw_tp/sys_enter")
int p10(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct task_struct *t1 = NULL;

	x += outside(b);
	t1 = bpf_task_from_pid(a & 1023);
	if (t1) {
		bpf_task_release(t1);
		x += t1->pid;
	}
	total = x;
	return 0;
}

SEC("tp_btf/task_newtask")
int p11(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct task_struct *t1 = NULL;
	struct bpf_iter_num n2;
	struct bpf_iter_num n3;
	struct bpf_list_node *l4 = NULL;

	if (a > 3 && b < 9) {
		t1 = bpf_task_from_pid(a & 1023);
	}
	if (never_written) {
		bpf_iter_num_new(&n2, 0, 2);
		while (bpf_iter_num_next(&n2)) {
			total += x;
		}
		bpf_iter_num_destroy(&n2);
		bpf_iter_num_new(&n3, 0, 8);
		while (bpf_iter_num_next(&n3)) {
			bpf_spin_lock(&lock);
			l4 = bpf_list_pop_front(&list);
			bpf_spin_unlock(&lock);
			if (l4) {
				bpf_obj_drop_impl(__node_of(l4), NULL);
			}
		}
		bpf_iter_num_destroy(&n3);
	}
	total += x;
	if (a > 3 && b < 9) {
		if (t1) {
			x += t1->pid;
			bpf_task_release(t1);
		}
	}
	total = x;
	return 0;
}

SEC("syscall")
int p12(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct cgroup *g2 = NULL;
	struct bpf_iter_num n3;
	int *v4;
	struct task_struct *t5 = NULL;
	struct bpf_list_node *l6 = NULL;
	int k9 = 0;
	struct value *v7;
	struct task_struct *t8 = NULL;

	for (int i1 = 0; i1 < 2; i1++) {
		g2 = bpf_cgroup_from_id(1);
		bpf_iter_num_new(&n3, 0, 8);
		while ((v4 = bpf_iter_num_next(&n3))) {
			x += *v4;
		}
		bpf_iter_num_destroy(&n3);
		if (g2) {
			x += g2->level;
			bpf_cgroup_release(g2);
		}
	}
	t5 = bpf_task_from_pid(a & 1023);
	bpf_spin_lock(&lock);
	l6 = bpf_list_pop_front(&list);
	bpf_spin_unlock(&lock);
	v7 = bpf_map_lookup_elem(&values, &k9);
	if (v7) {
		t8 = bpf_kptr_xchg(&v7->task, NULL);
	}
	if (t8) {
		bpf_task_release(t8);
	}
	if (l6) {
		bpf_obj_drop_impl(__node_of(l6), NULL);
	}
	if (t5) {
	}
	total = x;
	return 0;
}

SEC("syscall")
int p13(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct item *o1 = NULL;
	long *r2 = NULL;
	struct item *o3 = NULL;
	struct bpf_dynptr d4;
	long *r5 = NULL;
	struct bpf_dynptr d6;

	switch (a & 3) {
		case 1: {
			switch (a & 3) {
				case 1: {
					o1 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
					if (o1) {
						bpf_spin_lock(&lock);
						bpf_list_push_front_impl(&list, &o1->link, NULL, __builtin_offsetof(struct item, link));
						bpf_spin_unlock(&lock);
					}
				}
				break;
				default: {
					r2 = bpf_ringbuf_reserve(&ring, sizeof(long), 0);
					if (r2) {
						*r2 = a;
						bpf_ringbuf_discard(r2, 0);
					}
				}
			}
		}
		break;
		default: {
			total += x;
		}
	}
	o3 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
	if (o3) {
		o3->data = a;
	}
	if (o3) {
		bpf_obj_drop_impl(o3, NULL);
	}
	if (c) {
		bpf_ringbuf_reserve_dynptr(&ring, 8, 0, &d4);
	}
	if (c) {
		bpf_dynptr_write(&d4, 0, &a, sizeof(a), 0);
		bpf_ringbuf_submit_dynptr(&d4, 0);
	}
	r5 = bpf_ringbuf_reserve(&ring, sizeof(long), 0);
	bpf_ringbuf_reserve_dynptr(&ring, 8, 0, &d6);
	bpf_ringbuf_discard_dynptr(&d6, 0);
	if (r5) {
		*r5 = a;
		bpf_ringbuf_submit(r5, 0);
	}
	total = x;
	return 0;
}

SEC("xdp")
int p14(struct xdp_md *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	unsigned long f1;
	struct task_struct *t2 = NULL;

	switch (a & 3) {
		case 1: {
			x += outside(b);
		}
		break;
		default: {
			if (never_written) {
				bpf_local_irq_save(&f1);
			}
			if (never_written) {
				bpf_local_irq_restore(&f1);
			}
		}
	}
	if (never_written) {
		t2 = bpf_task_from_pid(a & 1023);
	}
	if (never_written) {
		if (t2) {
			x += t2->tgid;
		}
		if (t2) {
			bpf_task_release(t2);
		}
	}
	total = x;
	return 0;
}

SEC("tc")
int p15(struct __sk_buff *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	long *r2 = NULL;
	struct item *o3 = NULL;
	struct bpf_dynptr d4;
	u8 *s5;
	u8 q6[4];

	for (int i1 = 0; i1 < 3; i1++) {
		r2 = bpf_ringbuf_reserve(&ring, sizeof(long), 0);
		if (r2) {
			*r2 = a;
			bpf_ringbuf_discard(r2, 0);
		}
	}
	o3 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
	if (o3) {
		bpf_spin_lock(&lock);
		bpf_list_push_front_impl(&list, &o3->link, NULL, __builtin_offsetof(struct item, link));
		bpf_spin_unlock(&lock);
	}
	s5 = bpf_dynptr_slice(&d4, 0, q6, sizeof(q6));
	bpf_dynptr_from_skb(ctx, 0, &d4);
	if (s5) {
		x += *s5;
	}
	total = x;
	return 0;
}

SEC("tp_btf/task_newtask")
int p16(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;

	bpf_preempt_disable();
	total = x;
	return 0;
}

SEC("xdp")
int p17(struct xdp_md *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct bpf_dynptr d1;
	u8 *s2;
	u8 q3[4];
	struct holder h4 = {};
	long *r5 = NULL;
	struct task_struct *t6 = NULL;
	struct holder h7 = {};

	bpf_dynptr_from_xdp(ctx, 0, &d1);
	s2 = bpf_dynptr_slice(&d1, 0, q3, sizeof(q3));
	if (s2) {
		x += *s2;
		x += *s2;
	}
	h4.task = bpf_task_from_pid(b & 1023);
	if (h4.task) {
		h4.n = 1;
	}
	r5 = bpf_ringbuf_reserve(&ring, sizeof(long), 0);
	t6 = bpf_task_from_pid(a & 1023);
	if (t6) {
		x += t6->tgid;
	}
	if (t6) {
		bpf_task_release(t6);
	}
	if (r5) {
		*r5 = a;
		bpf_ringbuf_submit(r5, 0);
	}
	give_back_held(h4);
	h7.task = bpf_task_from_pid(b & 1023);
	h7.n = h7.task != NULL;
	if (h7.task) {
		bpf_task_release(h7.task);
	}
	x += outside(b);
	total = x;
	return 0;
}

SEC("xdp")
int p18(struct xdp_md *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct bpf_dynptr d2;
	u8 *s3;
	u8 q4[4];

	for (int i1 = 0; i1 < 3; i1++) {
		bpf_dynptr_from_xdp(ctx, 0, &d2);
		s3 = bpf_dynptr_slice(&d2, 0, q4, sizeof(q4));
		for (int i5 = 0; i5 < 3; i5++) {
		}
		if (s3) {
			x += *s3;
		}
	}
	total = x;
	return 0;
}

SEC("raw_tp/sys_enter")
int p19(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	long *r1 = NULL;
	long *r2 = NULL;
	long *r3 = NULL;
	struct bpf_iter_num n4;
	int *v5;
	struct item *o6 = NULL;

	if (settings.strict) {
		x += a & 7;
	} else {
		r1 = bpf_ringbuf_reserve(&ring, sizeof(long), 0);
		if (r1) {
			*r1 = a;
			bpf_ringbuf_submit(r1, 0);
		}
	}
	if (a > 3 && b < 9) {
		if (a > 3 && b < 9) {
			if (b > 7) {
				r2 = bpf_ringbuf_reserve(&ring, sizeof(long), 0);
				if (r2) {
					bpf_ringbuf_submit(r2, 0);
				}
				r3 = bpf_ringbuf_reserve(&ring, sizeof(long), 0);
				if (r3) {
					*r3 = a;
					bpf_ringbuf_submit(r3, 0);
				}
			}
		} else {
			bpf_iter_num_new(&n4, 0, 8);
			while ((v5 = bpf_iter_num_next(&n4))) {
				x += *v5;
			}
			bpf_iter_num_destroy(&n4);
		}
	} else {
		if (!debug) {
			o6 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
		}
		if (!debug) {
			if (o6) {
				bpf_spin_lock(&lock);
				bpf_list_push_front_impl(&list, &o6->link, NULL, __builtin_offsetof(struct item, link));
				bpf_spin_unlock(&lock);
			}
		}
	}
	total = x;
	return 0;
}

SEC("tp_btf/task_newtask")
int p20(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct item *o2 = NULL;

	x += outside(b);
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	bpf_rcu_read_lock();
	for (int i1 = 0; i1 < 4; i1++) {
		o2 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
		if (o2) {
			o2->data = a;
		}
		if (o2) {
			bpf_obj_drop_impl(o2, NULL);
		}
	}
	bpf_rcu_read_unlock();
	total = x;
	return 0;
}

SEC("syscall")
int p21(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct bpf_list_node *l1 = NULL;
	struct item *o2 = NULL;
	struct holder h3 = {};

	if (mode == 2) {
		bpf_spin_lock(&lock);
		l1 = bpf_list_pop_front(&list);
		bpf_spin_unlock(&lock);
	}
	if (mode == 2) {
		if (l1) {
			bpf_obj_drop_impl(__node_of(l1), NULL);
		}
	}
	o2 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
	if (o2) {
		o2->data = a;
	}
	if (o2) {
		bpf_obj_drop_impl(o2, NULL);
	}
	h3.task = bpf_task_from_pid(b & 1023);
	h3.n = h3.task != NULL;
	if (h3.task) {
		bpf_task_release(h3.task);
	}
	total = x;
	return 0;
}

SEC("tp_btf/task_newtask")
int p22(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct task_struct *t1 = NULL;
	int k4 = 0;
	struct value *v2;
	struct task_struct *t3 = NULL;
	struct item *o5 = NULL;
	struct item *o6 = NULL;

	t1 = bpf_task_from_pid(a & 1023);
	if (t1) {
		x += t1->tgid;
	}
	if (t1) {
		bpf_task_release(t1);
	}
	v2 = bpf_map_lookup_elem(&values, &k4);
	if (v2) {
		t3 = bpf_kptr_xchg(&v2->task, NULL);
	}
	if (t3) {
		bpf_task_release(t3);
	}
	o5 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
	if (o5) {
		o5->data = a;
	}
	if (o5) {
	}
	o6 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
	if (o6) {
		o6->data = a;
	}
	if (o6) {
		bpf_obj_drop_impl(o6, NULL);
	}
	total = x;
	return 0;
}

SEC("raw_tp/sys_enter")
int p23(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct cgroup *g1 = NULL;
	struct bpf_list_node *l2 = NULL;
	int k5 = 0;
	struct value *v3;
	struct task_struct *t4 = NULL;
	struct bpf_iter_num n6;
	int *v7;

	if (a & 1) {
	}
	if (settings.depth > 1) {
		if (mode > 2) {
			g1 = bpf_cgroup_from_id(1);
		}
		if (mode > 2) {
			if (!(g1)) {
				x += g1->level;
				bpf_cgroup_release(g1);
			}
		}
	} else {
		bpf_spin_lock(&lock);
		l2 = bpf_list_pop_front(&list);
		bpf_spin_unlock(&lock);
		v3 = bpf_map_lookup_elem(&values, &k5);
		if (v3) {
			t4 = bpf_kptr_xchg(&v3->task, NULL);
		}
		if (t4) {
			bpf_task_release(t4);
		}
		if (l2) {
			bpf_obj_drop_impl(__node_of(l2), NULL);
		}
	}
	bpf_iter_num_new(&n6, 0, 8);
	while ((v7 = bpf_iter_num_next(&n6))) {
		x += *v7;
	}
	x += a & 7;
	bpf_iter_num_destroy(&n6);
	total = x;
	return 0;
}

SEC("syscall")
int p24(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct cgroup *g2 = NULL;
	unsigned long f3;

	for (int i1 = 0; i1 < 2; i1++) {
		if (a != 4) {
			g2 = bpf_cgroup_from_id(1);
		}
		if (a != 4) {
			if (g2) {
				x += g2->level;
				bpf_cgroup_release(g2);
			}
		}
	}
	if (mode > 2) {
		bpf_local_irq_save(&f3);
		bpf_local_irq_restore(&f3);
	}
	total = x;
	return 0;
}

SEC("syscall")
int p25(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;

	x += outside(b);
	total = x;
	return 0;
}

SEC("xdp")
int p26(struct xdp_md *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct task_struct *t1 = NULL;

	t1 = bpf_task_from_pid(a & 1023);
	if (t1) {
		x += t1->tgid;
		x += t1->tgid;
	}
	if (t1) {
		give_back(t1);
	}
	if (t1) {
		give_back(t1);
	}
	total = x;
	return 0;
}

SEC("syscall")
int p27(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct bpf_list_node *l1 = NULL;
	struct task_struct *t2 = NULL;
	struct bpf_iter_num n3;
	int *v4;
	struct cgroup *g5 = NULL;
	struct task_struct *t6 = NULL;
	int k9 = 0;
	struct value *v7;
	struct task_struct *t8 = NULL;

	if (b > 7) {
		bpf_spin_lock(&lock);
		l1 = bpf_list_pop_front(&list);
		bpf_spin_unlock(&lock);
		if (l1) {
			bpf_obj_drop_impl(__node_of(l1), NULL);
		}
	} else {
		t2 = bpf_task_from_pid(a & 1023);
		bpf_iter_num_new(&n3, 0, 8);
		while ((v4 = bpf_iter_num_next(&n3))) {
			x += *v4;
		}
		bpf_iter_num_destroy(&n3);
		if (t2) {
			x += t2->pid;
			bpf_task_release(t2);
		}
	}
	g5 = bpf_cgroup_from_id(1);
	t6 = bpf_task_from_pid(a & 1023);
	if (settings.strict) {
		v7 = bpf_map_lookup_elem(&values, &k9);
		if (v7) {
			t8 = bpf_kptr_xchg(&v7->task, NULL);
		}
	}
	if (settings.strict) {
		if (t8) {
			bpf_task_release(t8);
		}
	}
	if (t6) {
		x += t6->pid;
		bpf_task_release(t6);
	}
	if (g5) {
		x += g5->level;
		bpf_cgroup_release(g5);
	}
	total = x;
	return 0;
}

SEC("tc")
int p28(struct __sk_buff *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct task_struct *t1 = NULL;
	struct bpf_iter_num n2;
	int *v3;
	struct item *o4 = NULL;
	struct holder h5 = {};
	unsigned long f6;
	struct bpf_iter_num n7;
	struct task_struct *t8 = NULL;
	int k11 = 0;
	struct value *v9;
	struct task_struct *t10 = NULL;

	t1 = bpf_task_from_pid(a & 1023);
	bpf_iter_num_new(&n2, 0, 8);
	while ((v3 = bpf_iter_num_next(&n2))) {
		x += *v3;
		if (x > 9)
			break;
	}
	switch (a & 3) {
		case 1: {
			o4 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
			if (o4) {
				o4->data = a;
			}
			if (o4) {
				bpf_obj_drop_impl(o4, NULL);
			}
		}
		break;
		default: {
			h5.task = bpf_task_from_pid(b & 1023);
			h5.n = h5.task != NULL;
			if (h5.task) {
				bpf_task_release(h5.task);
			}
		}
	}
	bpf_iter_num_destroy(&n2);
	if (t1) {
		x += t1->pid;
		bpf_task_release(t1);
	}
	total += x;
	if (a < b) {
		bpf_local_irq_save(&f6);
	}
	bpf_iter_num_new(&n7, 0, 6);
	while (bpf_iter_num_next(&n7)) {
		if (!debug) {
			x += bpf_ktime_get_ns() & 1;
		} else {
			t8 = bpf_task_from_pid(a & 1023);
			if (t8) {
				x += t8->tgid;
			}
			if (t8) {
				bpf_task_release(t8);
			}
		}
	}
	bpf_iter_num_destroy(&n7);
	if (a < b) {
		bpf_local_irq_restore(&f6);
	}
	bpf_preempt_disable();
	if (debug) {
		v9 = bpf_map_lookup_elem(&values, &k11);
		if (v9) {
			t10 = bpf_kptr_xchg(&v9->task, NULL);
		}
		if (t10) {
			bpf_task_release(t10);
		}
	}
	bpf_preempt_enable();
	total = x;
	return 0;
}

SEC("tc")
int p29(struct __sk_buff *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct item *o1 = NULL;
	struct bpf_iter_num n2;
	int k5 = 0;
	struct value *v3;
	struct task_struct *t4 = NULL;
	struct holder h6 = {};

	o1 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
	if (o1) {
		bpf_spin_lock(&lock);
		bpf_list_push_front_impl(&list, &o1->link, NULL, __builtin_offsetof(struct item, link));
		bpf_spin_unlock(&lock);
	}
	bpf_iter_num_new(&n2, 0, 9);
	while (bpf_iter_num_next(&n2)) {
		v3 = bpf_map_lookup_elem(&values, &k5);
		if (v3) {
			t4 = bpf_kptr_xchg(&v3->task, NULL);
		}
		h6.task = bpf_task_from_pid(b & 1023);
		h6.n = h6.task != NULL;
		if (h6.task) {
			bpf_task_release(h6.task);
		}
		if (t4) {
			bpf_task_release(t4);
		}
	}
	bpf_iter_num_destroy(&n2);
	total = x;
	return 0;
}

SEC("tp_btf/task_newtask")
int p30(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	int k3 = 0;
	struct value *v1;
	struct task_struct *t2 = NULL;
	struct holder h4 = {};
	struct bpf_list_node *l5 = NULL;
	unsigned long f6;

	v1 = bpf_map_lookup_elem(&values, &k3);
	if (v1) {
		t2 = bpf_kptr_xchg(&v1->task, NULL);
	}
	x += bpf_ktime_get_ns() & 1;
	if (t2) {
		bpf_task_release(t2);
	}
	h4.task = bpf_task_from_pid(b & 1023);
	if (h4.task) {
	}
	give_back_held(h4);
	bpf_spin_lock(&lock);
	l5 = bpf_list_pop_front(&list);
	bpf_spin_unlock(&lock);
	if (l5) {
		bpf_obj_drop_impl(__node_of(l5), NULL);
	}
	bpf_local_irq_save(&f6);
	bpf_local_irq_restore(&f6);
	total = x;
	return 0;
}

static int p31_cb8(u32 index, void *data)
{
	u32 a = index, b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	x += outside(b);
	total += x;
	return 0;
}

SEC("raw_tp/sys_enter")
int p31(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	int k3 = 0;
	struct value *v1;
	struct task_struct *t2 = NULL;
	struct bpf_iter_num n4;
	int *v5;
	struct cgroup *g6 = NULL;
	struct task_struct *t7 = NULL;
	struct cgroup *g9 = NULL;

	v1 = bpf_map_lookup_elem(&values, &k3);
	if (v1) {
		t2 = bpf_kptr_xchg(&v1->task, NULL);
	}
	bpf_iter_num_new(&n4, 0, 8);
	while ((v5 = bpf_iter_num_next(&n4))) {
		x += *v5;
	}
	g6 = bpf_cgroup_from_id(1);
	if (g6) {
		x += g6->level;
		bpf_cgroup_release(g6);
	}
	bpf_iter_num_destroy(&n4);
	if (t2) {
		bpf_task_release(t2);
	}
	t7 = bpf_task_from_pid(a & 1023);
	if (t7) {
		x += t7->tgid;
	}
	bpf_loop(3, p31_cb8, NULL, 0);
	if (t7) {
		give_back(t7);
	}
	switch (a & 3) {
		case 1: {
			g9 = bpf_cgroup_from_id(1);
			if (g9) {
				x += g9->level;
				bpf_cgroup_release(g9);
			}
		}
		break;
		default: {
			x += bpf_ktime_get_ns() & 1;
		}
	}
	total = x;
	return 0;
}

SEC("tp_btf/task_newtask")
int p32(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct bpf_iter_num n1;
	struct item *o2 = NULL;
	struct task_struct *t4 = NULL;

	bpf_iter_num_new(&n1, 0, 9);
	while (bpf_iter_num_next(&n1)) {
		o2 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
		if (o2) {
			bpf_list_push_front_impl(&list, &o2->link, NULL, __builtin_offsetof(struct item, link));
			bpf_spin_unlock(&lock);
		}
	}
	bpf_iter_num_destroy(&n1);
	for (int i3 = 0; i3 < 4; i3++) {
		t4 = bpf_task_from_pid(a & 1023);
		if (t4) {
			give_back(t4);
		}
	}
	total = x;
	return 0;
}

SEC("tc")
int p33(struct __sk_buff *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct holder h1 = {};
	unsigned long f2;
	struct task_struct *t3 = NULL;
	unsigned long f4;

	h1.task = bpf_task_from_pid(b & 1023);
	h1.n = h1.task != NULL;
	if (h1.task) {
		bpf_task_release(h1.task);
	}
	bpf_local_irq_save(&f2);
	total += x;
	bpf_local_irq_restore(&f2);
	if (settings.strict) {
		t3 = bpf_task_from_pid(a & 1023);
		if (t3) {
			x += t3->tgid;
		}
		x += bpf_ktime_get_ns() & 1;
		if (t3) {
			give_back(t3);
		}
	} else {
		if (debug) {
			bpf_local_irq_save(&f4);
			bpf_local_irq_restore(&f4);
			total += x;
		}
	}
	total = x;
	return 0;
}

SEC("raw_tp/sys_enter")
int p34(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct item *o1 = NULL;

	if (o1) {
		bpf_spin_lock(&lock);
		bpf_list_push_front_impl(&list, &o1->link, NULL, __builtin_offsetof(struct item, link));
		bpf_spin_unlock(&lock);
	}
	o1 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
	total = x;
	return 0;
}

SEC("syscall")
int p35(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct item *o1 = NULL;
	struct holder h2 = {};
	struct holder h3 = {};
	long *r4 = NULL;

	o1 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
	if (o1) {
		o1->data = a;
	}
	if (o1) {
		bpf_obj_drop_impl(o1, NULL);
	}
	if (a == b) {
		h2.task = bpf_task_from_pid(b & 1023);
		h2.n = h2.task != NULL;
	}
	h3.task = bpf_task_from_pid(b & 1023);
	if (h3.task) {
		h3.n = 1;
	}
	r4 = bpf_ringbuf_reserve(&ring, sizeof(long), 0);
	if (r4) {
		*r4 = a;
		bpf_ringbuf_submit(r4, 0);
	}
	give_back_held(h3);
	if (a == b) {
		if (h2.task) {
			bpf_task_release(h2.task);
		}
	}
	total = x;
	return 0;
}

SEC("raw_tp/sys_enter")
int p36(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct item *o1 = NULL;
	struct bpf_iter_num n2;
	struct item *o3 = NULL;
	struct task_struct *t4 = NULL;

	o1 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
	if (o1) {
		bpf_spin_lock(&lock);
		bpf_list_push_front_impl(&list, &o1->link, NULL, __builtin_offsetof(struct item, link));
		bpf_spin_unlock(&lock);
	}
	x += bpf_ktime_get_ns() & 1;
	bpf_iter_num_new(&n2, 0, 2);
	while (bpf_iter_num_next(&n2)) {
		if (a & 1) {
			o3 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
			if (o3) {
				o3->data = a;
			}
			if (o3) {
				bpf_obj_drop_impl(o3, NULL);
			}
			if (settings.strict) {
				t4 = bpf_task_from_pid(a & 1023);
			}
			if (settings.strict) {
				if (t4) {
					x += t4->pid;
					bpf_task_release(t4);
				}
			}
		}
	}
	bpf_iter_num_destroy(&n2);
	total = x;
	return 0;
}

SEC("xdp")
int p37(struct xdp_md *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct bpf_iter_num n1;
	int *v2;
	struct holder h3 = {};
	int k6 = 0;
	struct value *v4;
	struct task_struct *t5 = NULL;
	int k9 = 0;
	struct value *v7;
	struct task_struct *t8 = NULL;

	bpf_iter_num_new(&n1, 0, 8);
	while ((v2 = bpf_iter_num_next(&n1))) {
		x += *v2;
		if (x > 9)
			break;
	}
	bpf_iter_num_destroy(&n1);
	switch (a & 3) {
		case 1: {
			h3.task = bpf_task_from_pid(b & 1023);
			if (h3.task) {
				h3.n = 1;
			}
			give_back_held(h3);
		}
		break;
		default: {
		}
	}
	v4 = bpf_map_lookup_elem(&values, &k6);
	if (v4) {
		t5 = bpf_kptr_xchg(&v4->task, NULL);
	}
	if (t5) {
		bpf_task_release(t5);
	}
	if (a != 4) {
		v7 = bpf_map_lookup_elem(&values, &k9);
		if (v7) {
			t8 = bpf_kptr_xchg(&v7->task, NULL);
		}
	}
	if (a != 4) {
		if (t8) {
			bpf_task_release(t8);
		}
	}
	total = x;
	return 0;
}

SEC("syscall")
int p38(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct item *o2 = NULL;
	int k5 = 0;
	struct value *v3;
	struct task_struct *t4 = NULL;

	for (int i1 = 0; i1 < 2; i1++) {
		o2 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
		v3 = bpf_map_lookup_elem(&values, &k5);
		if (v3) {
			t4 = bpf_kptr_xchg(&v3->task, NULL);
		}
		if (t4) {
			bpf_task_release(t4);
		}
		if (o2) {
			bpf_spin_lock(&lock);
			bpf_list_push_front_impl(&list, &o2->link, NULL, __builtin_offsetof(struct item, link));
			bpf_spin_unlock(&lock);
		}
	}
	for (int i6 = 0; i6 < 2; i6++) {
		if (mode == 2) {
			bpf_rcu_read_lock();
		}
		if (mode == 2) {
			bpf_rcu_read_unlock();
		}
	}
	x += a & 7;
	total = x;
	return 0;
}

static int p39_cb1(u32 index, void *data)
{
	u32 a = index, b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	unsigned long f1;
	bpf_local_irq_save(&f1);
	bpf_local_irq_restore(&f1);
	total += x;
	return 0;
}

SEC("syscall")
int p39(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;

	x += a & 7;
	x += a & 7;
	bpf_loop(5, p39_cb1, NULL, 0);
	total = x;
	return 0;
}

SEC("xdp")
int p40(struct xdp_md *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	long *r1 = NULL;
	int k4 = 0;
	struct value *v2;
	struct task_struct *t3 = NULL;
	struct item *o5 = NULL;

	r1 = bpf_ringbuf_reserve(&ring, sizeof(long), 0);
	switch (a & 3) {
		case 1: {
			v2 = bpf_map_lookup_elem(&values, &k4);
			if (v2) {
				t3 = bpf_kptr_xchg(&v2->task, NULL);
			}
			if (t3) {
				bpf_task_release(t3);
			}
		}
		break;
		default: {
			o5 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
			if (o5) {
				o5->data = a;
			}
			if (o5) {
				bpf_obj_drop_impl(o5, NULL);
			}
		}
	}
	if (r1) {
		*r1 = a;
		bpf_ringbuf_submit(r1, 0);
	}
	total = x;
	return 0;
}

SEC("syscall")
int p41(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct holder h1 = {};
	struct bpf_cpumask *m2 = NULL;
	struct task_struct *t4 = NULL;
	struct bpf_cpumask *m5 = NULL;
	struct bpf_list_node *l6 = NULL;
	struct bpf_iter_num n7;
	int *v8;
	unsigned long f9;

	h1.task = bpf_task_from_pid(b & 1023);
	if (h1.task) {
		h1.n = 1;
	}
	give_back_held(h1);
	if (a > 3 && b < 9) {
		m2 = bpf_cpumask_create();
		if (m2) {
			bpf_cpumask_set_cpu(a & 3, m2);
		}
		for (int i3 = 0; i3 < 2; i3++) {
			t4 = bpf_task_from_pid(a & 1023);
			if (t4) {
				x += t4->tgid;
			}
			if (t4) {
				bpf_task_release(t4);
			}
		}
		if (m2) {
			bpf_cpumask_release(m2);
		}
		m5 = bpf_cpumask_create();
		if (m5) {
			bpf_cpumask_set_cpu(a & 3, m5);
		}
		if (m5) {
			bpf_cpumask_release(m5);
		}
	}
	bpf_spin_lock(&lock);
	l6 = bpf_list_pop_front(&list);
	bpf_spin_unlock(&lock);
	bpf_iter_num_new(&n7, 0, 8);
	while ((v8 = bpf_iter_num_next(&n7))) {
		x += *v8;
	}
	bpf_iter_num_destroy(&n7);
	if (l6) {
		bpf_obj_drop_impl(__node_of(l6), NULL);
	}
	bpf_local_irq_save(&f9);
	bpf_local_irq_restore(&f9);
	total = x;
	return 0;
}

SEC("syscall")
int p42(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct task_struct *t1 = NULL;
	struct bpf_cpumask *m2 = NULL;

	t1 = bpf_task_from_pid(a & 1023);
	if (t1) {
		x += t1->pid;
		give_back(t1);
	}
	m2 = bpf_cpumask_create();
	if (m2) {
		bpf_cpumask_set_cpu(a & 3, m2);
	}
	if (m2) {
		bpf_cpumask_release(m2);
	}
	total = x;
	return 0;
}

SEC("syscall")
int p43(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct bpf_dynptr d1;

	bpf_ringbuf_reserve_dynptr(&ring, 8, 0, &d1);
	bpf_dynptr_write(&d1, 0, &a, sizeof(a), 0);
	bpf_ringbuf_discard_dynptr(&d1, 0);
	total = x;
	return 0;
}

SEC("tp_btf/task_newtask")
int p44(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct bpf_list_node *l1 = NULL;
	int k4 = 0;
	struct value *v2;
	struct task_struct *t3 = NULL;
	int k7 = 0;
	struct value *v5;
	struct task_struct *t6 = NULL;

	bpf_spin_lock(&lock);
	l1 = bpf_list_pop_front(&list);
	bpf_spin_unlock(&lock);
	v2 = bpf_map_lookup_elem(&values, &k4);
	if (v2) {
		t3 = bpf_kptr_xchg(&v2->task, NULL);
	}
	if (t3) {
		bpf_task_release(t3);
	}
	if (l1) {
		bpf_obj_drop_impl(__node_of(l1), NULL);
	}
	v5 = bpf_map_lookup_elem(&values, &k7);
	if (v5) {
		t6 = bpf_kptr_xchg(&v5->task, NULL);
	}
	if (t6) {
		bpf_task_release(t6);
	}
	total = x;
	return 0;
}

SEC("syscall")
int p45(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct bpf_cpumask *m1 = NULL;

	m1 = bpf_cpumask_create();
	if (m1) {
		bpf_cpumask_set_cpu(a & 3, m1);
		bpf_cpumask_set_cpu(a & 3, m1);
	}
	x += bpf_ktime_get_ns() & 1;
	if (m1) {
		bpf_cpumask_release(m1);
	}
	total = x;
	return 0;
}

static int p46_cb1(u32 index, void *data)
{
	u32 a = index, b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	bpf_preempt_disable();
	bpf_preempt_enable();
	total += x;
	return 0;
}

SEC("tc")
int p46(struct __sk_buff *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct task_struct *t2 = NULL;

	bpf_loop(2, p46_cb1, NULL, 0);
	t2 = bpf_task_from_pid(a & 1023);
	if (!(t2)) {
		x += t2->pid;
		give_back(t2);
	}
	total = x;
	return 0;
}

SEC("tp_btf/task_newtask")
int p47(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct item *o1 = NULL;
	int k4 = 0;
	struct value *v2;
	struct task_struct *t3 = NULL;
	struct bpf_iter_num n5;
	int *v6;
	struct item *o7 = NULL;
	struct task_struct *t8 = NULL;
	struct task_struct *t9 = NULL;
	struct holder h10 = {};

	o1 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
	if (o1) {
		bpf_spin_lock(&lock);
		bpf_list_push_front_impl(&list, &o1->link, NULL, __builtin_offsetof(struct item, link));
		bpf_spin_unlock(&lock);
	}
	v2 = bpf_map_lookup_elem(&values, &k4);
	if (v2) {
		t3 = bpf_kptr_xchg(&v2->task, NULL);
	}
	bpf_iter_num_new(&n5, 0, 8);
	while ((v6 = bpf_iter_num_next(&n5))) {
		x += *v6;
	}
	o7 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
	if (o7) {
		o7->data = a;
	}
	if (o7) {
		bpf_obj_drop_impl(o7, NULL);
	}
	bpf_iter_num_destroy(&n5);
	if (t3) {
		bpf_task_release(t3);
	}
	t8 = bpf_task_from_pid(a & 1023);
	t9 = bpf_task_from_pid(a & 1023);
	if (t9) {
		x += t9->pid;
		give_back(t9);
	}
	if (t8) {
		x += t8->pid;
		give_back(t8);
	}
	bpf_preempt_disable();
	h10.task = bpf_task_from_pid(b & 1023);
	h10.n = h10.task != NULL;
	if (h10.task) {
		bpf_task_release(h10.task);
		bpf_task_release(h10.task);
	}
	bpf_preempt_enable();
	total = x;
	return 0;
}

static int p48_cb1(u32 index, void *data)
{
	u32 a = index, b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct bpf_list_node *l1 = NULL;
	bpf_spin_lock(&lock);
	l1 = bpf_list_pop_front(&list);
	bpf_spin_unlock(&lock);
	if (l1) {
		bpf_obj_drop_impl(__node_of(l1), NULL);
	}
	total += x;
	return 0;
}

SEC("syscall")
int p48(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;

	bpf_loop(7, p48_cb1, NULL, 0);
	bpf_loop(7, p48_cb1, NULL, 0);
	total = x;
	return 0;
}

SEC("raw_tp/sys_enter")
int p49(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct item *o1 = NULL;
	struct item *o2 = NULL;
	struct bpf_dynptr d3;
	struct item *o4 = NULL;

	o1 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
	o2 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
	if (o2) {
		o2->data = a;
	}
	bpf_ringbuf_reserve_dynptr(&ring, 8, 0, &d3);
	bpf_ringbuf_submit_dynptr(&d3, 0);
	if (o2) {
		bpf_obj_drop_impl(o2, NULL);
	}
	if (o1) {
		bpf_spin_lock(&lock);
		bpf_list_push_front_impl(&list, &o1->link, NULL, __builtin_offsetof(struct item, link));
		bpf_spin_unlock(&lock);
	}
	o4 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
	if (o4) {
		o4->data = a;
	}
	x += bpf_ktime_get_ns() & 1;
	if (o4) {
		bpf_obj_drop_impl(o4, NULL);
	}
	total = x;
	return 0;
}

SEC("tc")
int p50(struct __sk_buff *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct bpf_list_node *l1 = NULL;
	struct bpf_iter_num n2;
	int *v3;

	bpf_preempt_disable();
	bpf_preempt_enable();
	bpf_spin_lock(&lock);
	l1 = bpf_list_pop_front(&list);
	bpf_spin_unlock(&lock);
	bpf_iter_num_new(&n2, 0, 8);
	while ((v3 = bpf_iter_num_next(&n2))) {
		if (x > 9)
			break;
		x += *v3;
	}
	bpf_iter_num_destroy(&n2);
	if (l1) {
		bpf_obj_drop_impl(__node_of(l1), NULL);
	}
	total = x;
	return 0;
}

SEC("syscall")
int p51(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct cgroup *g1 = NULL;
	struct holder h2 = {};

	g1 = bpf_cgroup_from_id(1);
	h2.task = bpf_task_from_pid(b & 1023);
	h2.n = h2.task != NULL;
	if (h2.task) {
		bpf_task_release(h2.task);
	}
	if (g1) {
		x += g1->level;
		bpf_cgroup_release(g1);
	}
	total = x;
	return 0;
}

SEC("tp_btf/task_newtask")
int p52(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct bpf_iter_num n1;
	struct holder h2 = {};

	bpf_iter_num_new(&n1, 0, 8);
	while (bpf_iter_num_next(&n1)) {
		h2.task = bpf_task_from_pid(b & 1023);
		if (h2.task) {
			h2.n = 1;
		}
		give_back_held(h2);
	}
	bpf_iter_num_destroy(&n1);
	total = x;
	return 0;
}

SEC("syscall")
int p53(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct item *o2 = NULL;
	struct bpf_cpumask *m3 = NULL;
	struct bpf_iter_num n4;
	int k7 = 0;
	struct value *v5;
	struct task_struct *t6 = NULL;

	for (int i1 = 0; i1 < 4; i1++) {
		switch (a & 3) {
			case 1: {
				x += bpf_ktime_get_ns() & 1;
			}
			break;
			default: {
				total += x;
			}
		}
	}
	o2 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
	if (o2) {
		o2->data = a;
	}
	x += outside(b);
	if (o2) {
		bpf_obj_drop_impl(o2, NULL);
	}
	if (mode > 2) {
		m3 = bpf_cpumask_create();
		if (m3) {
			bpf_cpumask_set_cpu(a & 3, m3);
		}
		bpf_iter_num_new(&n4, 0, 7);
		while (bpf_iter_num_next(&n4)) {
			v5 = bpf_map_lookup_elem(&values, &k7);
			if (v5) {
				t6 = bpf_kptr_xchg(&v5->task, NULL);
			}
			if (t6) {
				bpf_task_release(t6);
			}
		}
		bpf_iter_num_destroy(&n4);
		if (m3) {
			bpf_cpumask_release(m3);
		}
	}
	total = x;
	return 0;
}

static int p54_cb1(u32 index, void *data)
{
	u32 a = index, b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	x += outside(b);
	total += x;
	return 0;
}

SEC("tc")
int p54(struct __sk_buff *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;

	total = x;
	return 0;
}

SEC("tc")
int p55(struct __sk_buff *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	unsigned long f1;

	switch (a & 3) {
		case 1: {
			total += x;
		}
		break;
		default: {
			bpf_local_irq_save(&f1);
			bpf_local_irq_restore(&f1);
			bpf_local_irq_restore(&f1);
		}
	}
	total = x;
	return 0;
}

SEC("xdp")
int p56(struct xdp_md *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct bpf_list_node *l1 = NULL;

	bpf_preempt_disable();
	if (never_written) {
		bpf_spin_lock(&lock);
		l1 = bpf_list_pop_front(&list);
		bpf_spin_unlock(&lock);
		bpf_spin_unlock(&lock);
	}
	if (never_written) {
		if (l1) {
			bpf_obj_drop_impl(__node_of(l1), NULL);
		}
	}
	bpf_preempt_enable();
	total = x;
	return 0;
}

SEC("syscall")
int p57(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct item *o1 = NULL;
	struct task_struct *t2 = NULL;
	long *r3 = NULL;
	struct bpf_cpumask *m4 = NULL;
	struct bpf_list_node *l5 = NULL;

	bpf_rcu_read_lock();
	x += outside(b);
	bpf_rcu_read_unlock();
	if (wanted(a)) {
		o1 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
		switch (a & 3) {
			case 1: {
				t2 = bpf_task_from_pid(a & 1023);
				if (t2) {
					x += t2->tgid;
				}
				if (t2) {
					give_back(t2);
					give_back(t2);
				}
			}
			break;
			default: {
				r3 = bpf_ringbuf_reserve(&ring, sizeof(long), 0);
				if (r3) {
					*r3 = a;
					bpf_ringbuf_discard(r3, 0);
				}
			}
		}
		if (o1) {
			bpf_spin_lock(&lock);
			bpf_list_push_front_impl(&list, &o1->link, NULL, __builtin_offsetof(struct item, link));
			bpf_spin_unlock(&lock);
		}
		m4 = bpf_cpumask_create();
		if (m4) {
			bpf_cpumask_set_cpu(a & 3, m4);
		}
		bpf_spin_lock(&lock);
		l5 = bpf_list_pop_front(&list);
		bpf_spin_unlock(&lock);
		if (l5) {
			bpf_obj_drop_impl(__node_of(l5), NULL);
		}
		if (m4) {
			bpf_cpumask_release(m4);
		}
	}
	total = x;
	return 0;
}

SEC("tp_btf/task_newtask")
int p58(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct holder h1 = {};
	struct bpf_iter_num n2;
	struct holder h3 = {};
	struct item *o4 = NULL;
	struct task_struct *t5 = NULL;
	struct item *o6 = NULL;

	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	if (a == b) {
		h1.task = bpf_task_from_pid(b & 1023);
		if (h1.task) {
			h1.n = 1;
		}
	}
	if (a == b) {
		give_back_held(h1);
	}
	switch (a & 3) {
		case 1: {
			bpf_iter_num_new(&n2, 0, 7);
			while (bpf_iter_num_next(&n2)) {
				h3.task = bpf_task_from_pid(b & 1023);
				h3.n = h3.task != NULL;
				if (h3.task) {
					bpf_task_release(h3.task);
				}
			}
			bpf_iter_num_destroy(&n2);
		}
		break;
		default: {
			o4 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
			if (o4) {
				o4->data = a;
			}
			if (o4) {
				bpf_obj_drop_impl(o4, NULL);
			}
		}
	}
	t5 = bpf_task_from_pid(a & 1023);
	o6 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
	if (o6) {
		o6->data = a;
	}
	if (o6) {
		bpf_obj_drop_impl(o6, NULL);
	}
	if (t5) {
		x += t5->pid;
	}
	total = x;
	return 0;
}

SEC("raw_tp/sys_enter")
int p59(void *ctx)
{
	u32 a = bpf_get_prandom_u32();
	u32 b = bpf_get_prandom_u32();
	bool c = a > b;
	long x = 0;
	struct bpf_iter_num n1;
	int *v2;
	long *r3 = NULL;
	struct bpf_iter_num n4;
	struct item *o5 = NULL;
	struct bpf_iter_num n6;

	bpf_iter_num_new(&n1, 0, 8);
	while ((v2 = bpf_iter_num_next(&n1))) {
		x += *v2;
	}
	r3 = bpf_ringbuf_reserve(&ring, sizeof(long), 0);
	bpf_iter_num_new(&n4, 0, 9);
	while (bpf_iter_num_next(&n4)) {
		o5 = bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL);
		if (o5) {
			o5->data = a;
		}
		if (o5) {
			bpf_obj_drop_impl(o5, NULL);
		}
	}
	bpf_iter_num_destroy(&n4);
	if (r3) {
		*r3 = a;
		bpf_ringbuf_discard(r3, 0);
	}
	bpf_iter_num_destroy(&n1);
	bpf_iter_num_new(&n6, 0, 2);
	while (bpf_iter_num_next(&n6)) {
		x += a & 7;
		x += a & 7;
	}
	bpf_iter_num_destroy(&n6);
	total = x;
	return 0;
}
