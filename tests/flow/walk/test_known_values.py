"""What the walk knows of a value at a place, on the paths that come there, is what C says of it.

Each row is the body of a program: what is known of `x` where it says `seen(x)`, or of a pointer where it says `at(p)`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from walked import known

NUMBERS_BEFORE = """
struct s { int a; int b; struct { u8 c; signed char d; } in; };
struct bits { u32 x : 3; int y : 5; u32 z : 24; };
union u { u32 whole; u8 part[4]; unsigned short half[2]; };
static int g; static const int fixed = 9; static int arr[4] = { 1, 2, 3, 4 };
static __attribute__((noinline)) int twice(int x) { return x * 2; }
static void set(int *p, int v) { *p = v; }
static int max_of(int a, int b) { return a > b ? a : b; }
"""

NUMBERS: dict[str, set[str]] = {
    "seen(3);": {"3"},
    "int x = ANY; seen(x);": {"-2147483648..2147483647"},
    "u32 x = ANY; seen(x);": {"0..4294967295"},
    "u8 x = ANY; seen(x);": {"0..255"},
    "signed char x = ANY; seen(x);": {"-128..127"},
    "int x = ANY; if (x > 5) return 0; seen(x);": {"-2147483648..5"},
    "u32 x = ANY; if (x > 5) return 0; seen(x);": {"0..5"},
    "int x = ANY; if (x < -3 || x >= 7) return 0; seen(x);": {"-3..6"},
    "int x = ANY; if (x) seen(x);": {"-2147483648..2147483647, not 0"},
    "u32 x = ANY; if (x) seen(x);": {"1..4294967295"},
    "u8 x = ANY; if (x != 255) seen(x);": {"0..254"},
    "u8 x = ANY; if (x == 9) seen(x);": {"9"},
    "u8 x = ANY, y = ANY; if (x < y) seen(x);": {"0..254"},
    "u8 x = ANY, y = ANY; if (x < y) seen(y);": {"1..255"},
    "u8 x = ANY, y = ANY; if (y > 7 && x == y) seen(x);": {"8..255"},
    "u8 x = ANY; seen(x + 1);": {"1..256"},
    "u8 x = ANY; seen(x - 1);": {"-1..254"},
    "u8 x = ANY; seen(x * 3);": {"0..765"},
    "u8 x = ANY; seen(x & 12);": {"0..12"},
    "u8 x = ANY; seen(x | 1);": {"1..255"},
    "u8 x = ANY; seen(x >> 3);": {"0..31"},
    "u8 x = ANY; seen(x << 2);": {"0..1020"},
    "u8 x = ANY; seen(x / 5);": {"0..51"},
    "u8 x = ANY; seen(x % 5);": {"0..4"},
    "u8 x = ANY; seen(!x);": {"0..1"},
    "int x = ANY; seen((u8)x);": {"0..255"},
    "int x = ANY; seen((_Bool)x);": {"0..1"},
    "u8 x = ANY; seen((signed char)x);": {"-128..127"},
    "u8 x = ANY; u8 y = x + 1; seen(y);": {"0..255"},
    "u32 x = ANY; seen(x % 7);": {"0..6"},
    "u32 x = ANY; seen(x >> 28);": {"0..15"},
    "u64 x = ANY; seen(x & 0xff);": {"0..255"},
    "int x = 0; if (ANY) x = 4; seen(x);": {"0", "4"},
    "int x = ANY ? 3 : 8; seen(x);": {"3", "8"},
    "int x = 1; x += 4; x *= 3; x -= 2; seen(x);": {"13"},
    "int x = 5; seen(x++); seen(x--); seen(--x);": {"4", "5", "6"},
    "int i, n = 0; for (i = 0; i < 4; i++) n += 2; seen(n); seen(i);": {"4", "8"},
    "int i = 0; while (i < 1000000) i++; seen(i);": {"1000000"},
    "int i = 10; do i -= 3; while (i > 0); seen(i);": {"-2"},
    ("switch (ANY) { case 1: seen(1); case 2: seen(2); break; case 5 ... 8: seen(5); break; default: seen(9); }"): {
        "1",
        "2",
        "5",
        "9",
    },
    ("u8 x = ANY; switch (x) { case 3: break; case 5 ... 8: seen(x); break; default: return 0; }"): {"5..8"},
    "u8 x = ANY & 3; switch (x) { case 0: case 1: case 2: return 0; } seen(x);": {"3"},
    "struct s v = { 1, 2, { 3, -4 } }; seen(v.a); seen(v.b); seen(v.in.c); seen(v.in.d);": {"-4", "1", "2", "3"},
    "struct s v = {}; v.b = 7; struct s w = v; seen(w.b); seen(w.a);": {"0", "7"},
    "struct s v; __builtin_memset(&v, 0, sizeof(v)); seen(v.in.d);": {"0"},
    "struct s v = {5}, w; __builtin_memcpy(&w, &v, sizeof(v)); seen(w.a);": {"5"},
    "struct s v = { 1, 2 }; struct s *p = &v; p->a = 6; seen(v.a); seen(v.b);": {"2", "6"},
    "struct s v = { 1, 2 }; int *p = &v.b; *p = 11; seen(v.b); seen(v.a);": {"1", "11"},
    "struct s v = { 1, 2 }; *((int *)&v + 1) = 12; seen(v.b);": {"12"},
    "int b[4] = { 1, 2, 3 }; seen(b[1]); seen(b[3]);": {"0", "2"},
    "int b[4] = { 1, 2, 3 }; int i = ANY & 3; b[i] = 9; seen(b[0]);": {"-2147483648..2147483647"},
    "int b[4] = {}; for (int i = 0; i < 4; i++) b[i] = i * i; seen(b[3]);": {"9"},
    "struct bits v = {}; v.x = 5; v.y = -3; v.z = 77; seen(v.x); seen(v.y); seen(v.z);": {"-3", "5", "77"},
    "struct bits v = {}; v.x = 9; seen(v.x);": {"1"},
    "seen(fixed);": {"9"},
    "seen(arr[2]);": {"-2147483648..2147483647, vague"},
    "seen(twice(4));": {"8"},
    "int x; set(&x, 8); seen(x);": {"8"},
    "seen(max_of(ANY & 3, 2));": {"2", "3"},
    "seen(twice(ANY & 1));": {"0..2"},
    "int x = ANY, y = x; if (y == 4) seen(x);": {"4"},
    "u8 x = ANY; u8 y = x + 1; if (y == 4) seen(x);": {"0..255"},
    "u8 x = ANY; if ((x & 7) == 3) seen(x & 1);": {"0..1"},
    "int x = ANY & 7; int y = x * 2; if (y > 9) seen(x);": {"0..7"},
    "int x = ANY; int neg = x < 0; if (neg) seen(x);": {"-2147483648..-1"},
    "int x = ANY; int t = x > 3 && x < 9; if (t) seen(x);": {"4..8"},
    "int x = ANY; if (!(x > 3)) seen(x);": {"-2147483648..3"},
    "int x = ANY; if (x > 3 == 0) seen(x);": {"-2147483648..3"},
    "int x = ANY; if (x == 1 || x == 3) seen(x);": {"1", "3"},
    "u32 x = ANY; if (x - 5 < 3) seen(x);": {"0..4294967295"},
    "long long x = ANY; seen(x);": {"-2147483648..2147483647"},
    "u64 x = (u32)ANY; seen(x + 1);": {"1..4294967296"},
    "u32 x = ANY; if (x > 0xfffffff0) seen((int)x);": {"-2147483648..2147483647"},
    "int x = 7; int *p = &x; int **q = &p; **q = 9; seen(x);": {"9"},
    "int x = 1, y = 2; int *p = ANY ? &x : &y; *p = 5; seen(x);": {"1", "5"},
    "int a[2] = { 1, 2 }, b[2] = { 3, 4 }; int *p = ANY ? a : b; seen(p[1]);": {"2", "4"},
    "int x = 1; goto over; x = 2; over: seen(x);": {"1"},
    "int n = 0; again: n++; if (n < 5) goto again; seen(n);": {"5"},
    "int x = ({ int y = 3; y + 1; }); seen(x);": {"4"},
    "int x = (1, 2); seen(x);": {"2"},
    "seen(sizeof(struct s));": {"12"},
    "seen(__builtin_offsetof(struct s, in));": {"8"},
}

POINTERS_BEFORE = """
struct s { int a; int b; struct { u8 c; signed char d; } in; void *to; };
static int g, h; static u8 bytes[16];
struct cgroup { int id; };
extern struct cgroup *bpf_cgroup_from_id(u64 id) __ksym; extern void bpf_cgroup_release(struct cgroup *g) __ksym;
static void *(*bpf_dynptr_data)(struct bpf_dynptr *p, u32 off, u32 len) = (void *)203;
static long (*bpf_ringbuf_reserve_dynptr)(void *r, u32 n, u64 f, struct bpf_dynptr *p) = (void *)198;
static void (*bpf_ringbuf_submit_dynptr)(struct bpf_dynptr *p, u64 f) = (void *)199;
static void *(*bpf_this_cpu_ptr)(const void *p) = (void *)154;
static void *(*bpf_per_cpu_ptr)(const void *p, u32 cpu) = (void *)153;
static void *(*bpf_sk_storage_get)(void *map, void *sk, void *value, u64 flags) = (void *)107;
static u64 (*bpf_get_current_task)(void) = (void *)35;
static struct task_struct *(*bpf_get_current_task_btf)(void) = (void *)158;
static long (*bpf_probe_read_kernel)(void *dst, u32 size, const void *src) = (void *)113;
static u32 (*bpf_get_smp_processor_id)(void) = (void *)8;
static u64 (*bpf_ktime_get_ns)(void) = (void *)5;
static u64 (*bpf_get_current_pid_tgid)(void) = (void *)14;
static long (*bpf_map_update_elem)(void *m, const void *k, const void *v, u64 f) = (void *)2;
static long (*bpf_map_delete_elem)(void *m, const void *k) = (void *)3;
#define LOOKUP u32 key = 0; struct value *v = bpf_map_lookup_elem(&tasks, &key);
#define RECORD struct s *r = bpf_ringbuf_reserve(&records, sizeof(*r), 0);
static struct s *inner(struct s *p) { return p + 1; }
static __attribute__((noinline)) int global_like(struct s *p) { return p ? p->a : 0; }
"""

POINTERS: dict[str, set[str]] = {
    "int x; at(&x);": {"stack x+0"},
    "int x[4]; at(x + 2);": {"stack x+8"},
    "struct s v; at(&v.b); at(&v.in.d); at(&v);": {"stack v+0", "stack v+4", "stack v+9"},
    "struct s v[3]; at(&v[2].b);": {"stack v+52"},
    "int x[4]; int i = ANY & 3; at(&x[i]);": {"stack x+?"},
    "char x[8]; char *p = x; p += 3; at(p); p--; at(p); at(p - 2);": {"stack x+0", "stack x+2", "stack x+3"},
    "int x[4]; int *p = &x[3]; seen(p - x);": {"3"},
    "at(&g);": {"global g+0"},
    "at(&bytes[5]);": {"global bytes+5"},
    "at(0);": {"0"},
    "at((void *)8);": {"8"},
    "LOOKUP at(v);": {"map_value tasks+0 or NULL"},
    "LOOKUP if (v) at(v);": {"map_value tasks+0"},
    "LOOKUP if (!v) at(v);": {"map_value tasks+0 is NULL"},
    "LOOKUP if (v) at(&v->count);": {"map_value tasks+8"},
    "LOOKUP at(&v->count);": {"map_value tasks+8 or NULL"},
    "LOOKUP if (v == NULL) return 0; at(v);": {"map_value tasks+0"},
    "LOOKUP if (v != NULL) at(v);": {"map_value tasks+0"},
    "LOOKUP struct value *w = v; if (w) at(v);": {"map_value tasks+0"},
    "LOOKUP if (v && v->count > 3) seen(v->count);": {"4..2147483647"},
    "LOOKUP if (v) { int x = v->count; if (x > 3) seen(x); }": {"4..2147483647"},
    "LOOKUP if (v) at(v->task);": {"kernel rcu task_struct+0 or NULL"},
    "RECORD at(r);": {"memory record+0 or NULL"},
    "RECORD if (r) { at(r); bpf_ringbuf_submit(r, 0); }": {"memory record+0"},
    "RECORD if (!r) return 0; at(&r->in); bpf_ringbuf_submit(r, 0);": {"memory record+8"},
    ("struct task_struct *p = bpf_task_from_pid(1); if (p) { at(p->parent); bpf_task_release(p); }"): {
        "kernel plain task_struct+0"
    },
    "at(task); at(task->parent); at(task->cgroups); seen(task->pid);": {
        "-2147483648..2147483647",
        "kernel plain task_struct+0",
        "kernel rcu css_set+0",
        "kernel trusted task_struct+0",
    },
    "at(bpf_get_current_task_btf());": {"kernel trusted task_struct+0"},
    "u64 x = bpf_get_current_task(); seen(x);": {"-9223372036854775808..9223372036854775807"},
    "seen(bpf_get_current_pid_tgid() >> 32);": {"0..4294967295"},
    "seen((u32)bpf_get_current_pid_tgid());": {"0..4294967295"},
    (
        "struct bpf_dynptr d; bpf_ringbuf_reserve_dynptr(&records, 16, 0, &d); u8 *p = bpf_dynptr_data(&d, 0, 8); "
        "at(p); if (p) at(p + 3); bpf_ringbuf_submit_dynptr(&d, 0);"
    ): {"memory slice+0 or NULL", "memory slice+3"},
    (
        "struct bpf_iter_num it; int *i; bpf_iter_num_new(&it, 0, 3); while ((i = bpf_iter_num_next(&it))) { at(i); "
        "seen(*i); } bpf_iter_num_destroy(&it);"
    ): {"-2147483648..2147483647", "memory bpf_iter_num_next+0"},
    "struct s v = {}; at(v.to); v.to = &g; at(v.to); struct s w = v; at(w.to);": {"0", "global g+0"},
    "void *p[2]; p[0] = &g; p[1] = &h; at(p[1]);": {"global h+0"},
    "void *p = ANY ? (void *)&g : 0; at(p);": {"0", "global g+0"},
    "void *p = &g; if (ANY) p = &h; at(p);": {"global g+0", "global h+0"},
    "struct s v[2]; at(inner(&v[0]));": {"stack v+24"},
    "struct s v = {3}; seen(global_like(&v));": {"3"},
    "struct s v = {3}; struct s *p = &v; struct s **q = &p; at(*q); at(&(*q)->b);": {"stack v+0", "stack v+4"},
    "int x = 3; bpf_probe_read_kernel(&x, sizeof(x), task); seen(x);": {"-2147483648..2147483647"},
    "int x = 3, y = 4; bpf_probe_read_kernel(&x, sizeof(x), task); seen(y);": {"4"},
    "int x = 3; bpf_map_update_elem(&tasks, &x, &x, 0); seen(x);": {"3"},
    "g = 4; bpf_get_prandom_u32(); seen(g);": {"-2147483648..2147483647"},
    "LOOKUP if (v) { v->count = 5; bpf_map_delete_elem(&tasks, &key); seen(v->count); }": {"-2147483648..2147483647"},
    "u64 x = (u64)&g; at((void *)x);": {"global g+0"},
    "u64 x = (u64)&g + 4; at((void *)x);": {"global g+4"},
    "long long d = (char *)&bytes[9] - (char *)&bytes[2]; seen(d);": {"7"},
    "struct task_struct *t = (void *)ctx[0]; at(t);": {"kernel trusted task_struct+0"},
    "seen(ctx[1]);": {"-9223372036854775808..9223372036854775807"},
    "at(ctx);": {"context ctx+0"},
    "at(&ctx[1]);": {"context ctx+8"},
    "struct s v; seen(v.a);": {"-2147483648..2147483647"},
    (
        "int a[4] = {}; for (int i = 0; i < 4; i++) a[i] = i; "
        "int sum = 0; for (int i = 0; i < 4; i++) sum += a[i]; seen(sum);"
    ): {"6"},
    ("struct s v = {1}, w = {2}; struct s *p = &v, *q = &w, *t = p; p = q; q = t; seen(p->a); seen(q->a);"): {"1", "2"},
    "struct s v = {}; struct s *p = &v; if (p) seen(1); else seen(2);": {"1"},
    "struct s v = {}; if (&v.b == &v.a) seen(1); else seen(2);": {"2"},
    "int a[4]; if (&a[1] < &a[3]) seen(1); else seen(2);": {"1"},
    ("LOOKUP struct value *w = bpf_map_lookup_elem(&tasks, &key); if (v && w && v == w) seen(1); else seen(2);"): {
        "1",
        "2",
    },
    "int x = 0; int *p = &x; (*p)++; (*p) += 4; seen(x);": {"5"},
    "int x = 0; __sync_fetch_and_add(&x, 3); seen(x);": {"-2147483648..2147483647"},
}

KERNEL_POINTERS_BEFORE = """
struct css_set2 { int id; }; struct cgroup { int id; }; struct node { long data; struct bpf_list_node link; };
struct mm_struct { int x; };
extern void *bpf_rdonly_cast(const void *obj, u32 type) __ksym; extern void *bpf_cast_to_kern_ctx(void *) __ksym;
extern struct task_struct *bpf_task_from_vpid(int pid) __ksym;
static struct { struct bpf_spin_lock lock; struct bpf_list_head list __contains(node, link); } shared;
#define LOOKUP u32 key = 0; struct value *v = bpf_map_lookup_elem(&tasks, &key); if (!v) return 0;
#define NEW struct node *n = bpf_obj_new_impl(__builtin_btf_type_id(*(struct node *)0, 0), NULL);
"""

KERNEL_POINTERS: dict[str, set[str]] = {
    "at(task);": {"kernel trusted task_struct+0"},
    "at(task->parent);": {"kernel plain task_struct+0"},
    "at(task->parent->parent);": {"kernel plain task_struct+0"},
    "at(task->cgroups);": {"kernel rcu css_set+0"},
    "at(&task->pid);": {"kernel trusted task_struct+0"},
    "struct task_struct *p = task; if (p) at(p);": {"kernel trusted task_struct+0"},
    "bpf_rcu_read_lock(); at(task->parent); bpf_rcu_read_unlock();": {"kernel plain task_struct+0"},
    "bpf_rcu_read_lock(); at(task->cgroups); bpf_rcu_read_unlock();": {"kernel rcu css_set+0"},
    "bpf_rcu_read_lock(); struct task_struct *p = task->parent; bpf_rcu_read_unlock(); at(p);": {
        "kernel plain task_struct+0"
    },
    ("LOOKUP bpf_rcu_read_lock(); struct task_struct *p = v->task; if (p) at(p); bpf_rcu_read_unlock();"): {
        "kernel rcu task_struct+0"
    },
    ("LOOKUP bpf_rcu_read_lock(); struct task_struct *p = v->task; at(p); bpf_rcu_read_unlock();"): {
        "kernel rcu task_struct+0 or NULL"
    },
    ("LOOKUP struct task_struct *p; bpf_rcu_read_lock(); p = v->task; bpf_rcu_read_unlock(); at(p);"): {
        "kernel rcu task_struct+0 or NULL"
    },
    ("struct task_struct *p = bpf_task_acquire(task); if (!p) return 0; bpf_task_release(p); at(p);"): {
        "kernel trusted task_struct+0"
    },
    (
        "NEW if (!n) return 0; bpf_spin_lock(&shared.lock); bpf_list_push_front_impl(&shared.list, &n->link, NULL, 0); "
        "at(n); bpf_spin_unlock(&shared.lock);"
    ): {"alloc trusted node+0"},
    ("struct task_struct *p = bpf_rdonly_cast(task, __builtin_btf_type_id(*(struct task_struct *)0, 1)); at(p);"): {
        "kernel untrusted task_struct+0"
    },
    "at(&shared.list);": {"global shared+8"},
    "at(&shared);": {"global shared+0"},
}


@pytest.mark.parametrize("body", NUMBERS)
def test_a_number_is_known_as_c_computes_it(tmp_path: Path, body: str) -> None:
    assert known(tmp_path, body, before=NUMBERS_BEFORE) == NUMBERS[body]


@pytest.mark.parametrize("body", POINTERS)
def test_a_pointer_is_known_by_what_it_points_to_and_where(tmp_path: Path, body: str) -> None:
    assert known(tmp_path, body, before=POINTERS_BEFORE) == POINTERS[body]


@pytest.mark.parametrize("body", KERNEL_POINTERS)
def test_a_pointer_of_the_kernel_is_trusted_as_it_was_come_by(tmp_path: Path, body: str) -> None:
    assert known(tmp_path, body, before=KERNEL_POINTERS_BEFORE) == KERNEL_POINTERS[body]
