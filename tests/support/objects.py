"""Kernel functions and objects for programs that tests walk, and short names for what they do most."""

from __future__ import annotations

OBJECTS = """
struct bpf_rb_root { u64 opaque[2]; } __attribute__((aligned(8)));
struct bpf_rb_node { u64 opaque[4]; } __attribute__((aligned(8)));
struct bpf_refcount { u32 opaque; };
struct bpf_wq { u64 opaque[2]; } __attribute__((aligned(8)));
struct bpf_iter_task { u64 opaque[3]; } __attribute__((aligned(8)));
struct node { struct bpf_list_node link; struct bpf_list_node other; long data; };
struct tree_node { struct bpf_rb_node link; struct bpf_refcount count; long key; };
struct plain { long a; long b; };
struct pointing { struct plain *to; };
struct large { char bytes[600]; };
static struct { struct bpf_spin_lock lock; struct bpf_list_head list __contains(node, link);
    struct bpf_rb_root root __contains(tree_node, link); } shared;
static struct { struct bpf_spin_lock lock; } second;
struct working { struct bpf_wq wq; long runs; };
struct { __uint(type, 1); __type(key, u32); __type(value, struct working); __uint(max_entries, 4); }
    works SEC(".maps"), others SEC(".maps");
struct cgroup { int id; };
extern struct cgroup *bpf_cgroup_from_id(u64 id) __ksym;
extern void *bpf_percpu_obj_new_impl(u64 local_type_id__k, void *meta__ign) __ksym;
extern void bpf_percpu_obj_drop_impl(void *p__alloc, void *meta__ign) __ksym;
extern void *bpf_refcount_acquire_impl(void *p__refcounted_kptr, void *meta__ign) __ksym;
extern int bpf_rbtree_add_impl(struct bpf_rb_root *root, struct bpf_rb_node *node,
    _Bool (less)(struct bpf_rb_node *a, const struct bpf_rb_node *b), void *meta__ign, u64 off) __ksym;
extern void bpf_local_irq_save(unsigned long *flags__irq_flag) __ksym;
extern void bpf_local_irq_restore(unsigned long *flags__irq_flag) __ksym;
extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, u32 flags) __ksym;
static long (*bpf_tail_call)(void *ctx, void *map, u32 index) = (void *)12;
struct { __uint(type, 3); __uint(key_size, 4); __uint(value_size, 4); __uint(max_entries, 4); } progs SEC(".maps");
static _Bool less(struct bpf_rb_node *a, const struct bpf_rb_node *b) { return 1; }
static struct node *make(void) { return bpf_obj_new_impl(__builtin_btf_type_id(*(struct node *)0, 0), NULL); }
#define NEW(type) bpf_obj_new_impl(__builtin_btf_type_id(*(type *)0, 0), NULL)
#define PERCPU(type) bpf_percpu_obj_new_impl(__builtin_btf_type_id(*(type *)0, 0), NULL)
#define LOCK(x) bpf_spin_lock(&x.lock);
#define UNLOCK(x) bpf_spin_unlock(&x.lock);
#define COUNT struct bpf_iter_num it; bpf_iter_num_new(&it, 0, 3);
#define NODE struct node *n = make(); if (!n) return 0;
#define LOOKUP u32 key = 0; struct working *w = bpf_map_lookup_elem(&works, &key); if (!w) return 0;
"""
"""What tests/support/walked.py does not declare for all."""
