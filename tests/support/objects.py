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

USES = (
    OBJECTS
    + """
extern void *find(void) __ksym; extern void keep(void *p) __ksym; extern void look(const void *p) __ksym;
extern void marked(void *p, u64 *n__ign) __ksym;
struct holder { struct task_struct *p; };
static void release(struct task_struct *p) { bpf_task_release(p); }
static void maybe(struct task_struct *p, int n) { if (n > 3) bpf_task_release(p); }
static struct task_struct *acquire(int n) { return n > 3 ? bpf_task_from_pid(n) : NULL; }
extern struct bpf_rb_node *bpf_rbtree_first(struct bpf_rb_root *root) __ksym;
extern struct bpf_rb_node *bpf_rbtree_remove(struct bpf_rb_root *root, struct bpf_rb_node *node) __ksym;
extern int bpf_list_push_back_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta, u64 off) __ksym;
extern struct bpf_list_node *bpf_list_pop_back(struct bpf_list_head *head) __ksym;
extern int bpf_dynptr_adjust(const struct bpf_dynptr *p, u32 start, u32 end) __ksym;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, u32 offset, void *buffer__opt, u32 buffer__szk) __ksym;
extern void *bpf_dynptr_slice_rdwr(const struct bpf_dynptr *p, u32 offset, void *buffer__opt, u32 buffer__szk) __ksym;
extern int bpf_dynptr_clone(const struct bpf_dynptr *p, struct bpf_dynptr *clone) __ksym;
extern u32 bpf_dynptr_size(const struct bpf_dynptr *p) __ksym;
static long (*bpf_ringbuf_reserve_dynptr)(void *r, u32 n, u64 f, struct bpf_dynptr *p) = (void *)198;
static void (*bpf_ringbuf_submit_dynptr)(struct bpf_dynptr *p, u64 f) = (void *)199;
static void (*bpf_ringbuf_discard_dynptr)(struct bpf_dynptr *p, u64 f) = (void *)200;
static void (*bpf_ringbuf_discard)(void *data, u64 flags) = (void *)133;
static long (*bpf_dynptr_from_mem)(void *data, u32 size, u64 flags, struct bpf_dynptr *p) = (void *)197;
static long (*bpf_dynptr_read)(void *dst, u32 len, const struct bpf_dynptr *src, u32 off, u64 flags) = (void *)201;
static long (*bpf_dynptr_write)(const struct bpf_dynptr *dst, u32 off, void *src, u32 len, u64 flags) = (void *)202;
static void *(*bpf_dynptr_data)(const struct bpf_dynptr *p, u32 off, u32 len) = (void *)203;
static long (*bpf_probe_read_kernel)(void *dst, u32 size, const void *src) = (void *)113;
static long (*bpf_map_update_elem)(void *m, const void *k, const void *v, u64 f) = (void *)2;
static long (*bpf_for_each_map_elem)(void *m, void *cb, void *ctx, u64 f) = (void *)164;
static long (*bpf_strncmp)(const char *a, u32 n, const char *b) = (void *)182;
static long (*bpf_snprintf)(char *s, u32 n, const char *fmt, u64 *data, u32 len) = (void *)165;
static long (*bpf_copy_from_user)(void *dst, u32 size, const void *src) = (void *)148;
static struct task_struct *(*bpf_get_current_task_btf)(void) = (void *)158;
static void *(*bpf_task_storage_get)(void *map, struct task_struct *t, void *value, u64 flags) = (void *)156;
struct { __uint(type, 29); __uint(map_flags, 1); __type(key, int); __type(value, long); } storage SEC(".maps");
static long each(void *map, u32 *key, struct working *v, void *c) { return 0; }
static long round_(u32 i, void *c) { return i > 3; }
static long taking(u32 i, void *c) { bpf_task_from_pid(1); return 0; }
static long keeping(u32 i, void *c) { bpf_rcu_read_lock(); return 0; }
#define TREE struct tree_node *t = NEW(struct tree_node); if (!t) return 0;
#define VALUE u32 key = 0; struct value *v = bpf_map_lookup_elem(&tasks, &key); if (!v) return 0;
#define TASK struct task_struct *p = bpf_task_from_pid(1); if (!p) return 0;
#define SAVE(x) bpf_local_irq_save(&x);
#define RESTORE(x) bpf_local_irq_restore(&x);
#define RES struct bpf_dynptr d; bpf_ringbuf_reserve_dynptr(&records, 16, 0, &d);
#define PUSH bpf_list_push_front_impl(&shared.list, &n->link, NULL, 0);
#define ADD bpf_rbtree_add_impl(&shared.root, &t->link, less, NULL, 0);
"""
)
"""Beside those, helpers and kfuncs that use them; `find()` gives what nobody knows, `keep()` takes what it is given."""
