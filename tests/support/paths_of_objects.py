"""What is noted where nobody knows what an object is, of ids of types, and along paths that part and meet.

Rows as in uses_of_objects.py.
"""

from __future__ import annotations

UNKNOWN: dict[str, set[str]] = {
    "struct node *n = find(); LOCK(shared) PUSH UNLOCK(shared)": set(),
    "struct node *n = find(); TASK LOCK(shared) PUSH UNLOCK(shared)": set(),
    "struct node *n = find(); bpf_obj_drop_impl(n, NULL);": set(),
    "struct task_struct *p = find(); bpf_task_release(p);": set(),
    "struct task_struct *p = find(); p->pid = 1; return p->pid;": set(),
    ("struct task_struct *p = find(); p = bpf_task_acquire(p); if (p) bpf_task_release(p);"): set(),
    "u64 *r = find(); bpf_ringbuf_submit(r, 0);": set(),
    ("VALUE struct task_struct *o = bpf_kptr_xchg(find(), NULL); if (o) bpf_task_release(o);"): set(),
    ("VALUE struct task_struct *o = bpf_kptr_xchg(&v->task, find()); if (o) bpf_task_release(o);"): set(),
    ("VALUE TASK struct task_struct *o = bpf_kptr_xchg(find(), p); if (o) bpf_task_release(o);"): set(),
    "struct bpf_dynptr *d = find(); bpf_dynptr_size(d);": set(),
    "struct bpf_dynptr *d = find(); bpf_ringbuf_submit_dynptr(d, 0);": set(),
    ("struct bpf_iter_num *it = find(); bpf_iter_num_new(it, 0, 3); bpf_iter_num_destroy(it);"): set(),
    "struct bpf_iter_num *it = find(); bpf_iter_num_next(it);": set(),
    "bpf_spin_lock(find()); bpf_spin_unlock(find());": {"call-under-lock"},
    "void *l = find(); bpf_spin_lock(l); bpf_spin_unlock(&shared.lock);": set(),
    "void *l = find(); bpf_spin_lock(&shared.lock); bpf_spin_unlock(l);": set(),
    "void *l = find(); NODE bpf_spin_lock(l); PUSH bpf_spin_unlock(l);": set(),
    "void *l = find(); bpf_spin_lock(l);": {"lock-held-at-return"},
    "void *l = find(); bpf_spin_lock(l); LOCK(shared) UNLOCK(shared) bpf_spin_unlock(l);": {"locks-nested"},
    "struct bpf_dynptr d, *p = find(); bpf_ringbuf_reserve_dynptr(&records, 16, 0, p); bpf_dynptr_size(&d);": set(),
    "struct bpf_dynptr *p = find(); RES bpf_ringbuf_submit_dynptr(p, 0);": set(),
    "struct bpf_iter_num it, *p = find(); bpf_iter_num_new(p, 0, 3); bpf_iter_num_next(&it);": set(),
    "struct bpf_iter_num *p = find(); COUNT bpf_iter_num_destroy(p);": set(),
    "unsigned long f, *p = find(); bpf_local_irq_save(p); bpf_local_irq_restore(&f);": set(),
    "unsigned long f, *p = find(); SAVE(f) bpf_local_irq_restore(p);": set(),
    "bpf_map_lookup_elem(find(), find());": set(),
    "char b[8]; bpf_probe_read_kernel(b, (u64)find(), task);": set(),
    "bpf_probe_read_kernel(find(), 8, task);": set(),
    "bpf_loop(3, find(), 0, 0);": set(),
    "keep(NULL);": {"null-passed?"},
    "marked(NULL, NULL);": {"null-passed"},
    "TASK keep(p);": set(),
    "TASK keep(p); bpf_task_release(p);": set(),
    "NODE keep(n);": set(),
    "RES keep(&d);": {"dynptr-leaked"},
    "COUNT keep(&it);": {"iterator-leaked"},
    "TASK look(p);": {"reference-leaked"},
    "TASK VALUE v->count = (u64)p; bpf_task_release(p);": {"reference-leaked"},
    "TASK struct holder h = { p }; bpf_task_release(h.p);": set(),
    "TASK struct holder h = { p };": {"reference-leaked"},
    "TASK struct holder h = { p }, k = h; bpf_task_release(k.p);": set(),
    "TASK struct holder h = { p }; keep(&h);": {"reference-leaked"},
    "struct bpf_wq *w = find(); bpf_wq_init(w, &works, 0);": set(),
    "LOOKUP bpf_wq_init(&w->wq, find(), 0);": set(),
    "unsigned long *f = find(); bpf_local_irq_save(f); bpf_local_irq_restore(f);": set(),
}

TYPE_IDS: dict[str, set[str]] = {
    "void *p = bpf_obj_new_impl(0, NULL); if (p) bpf_obj_drop_impl(p, NULL);": {"type-is-no-struct"},
    "void *p = bpf_obj_new_impl(1ull << 32, NULL); if (p) bpf_obj_drop_impl(p, NULL);": {"bad-type-id"},
    ("void *p = bpf_obj_new_impl((1ull << 32) - 1, NULL); if (p) bpf_obj_drop_impl(p, NULL);"): set(),
    ("void *p = bpf_obj_new_impl(__builtin_btf_type_id(*(int *)0, 0), NULL); if (p) bpf_obj_drop_impl(p, NULL);"): {
        "type-is-no-struct"
    },
    "void *p = PERCPU(int); if (p) bpf_percpu_obj_drop_impl(p, NULL);": {"type-is-no-struct"},
    ("void *p = bpf_percpu_obj_new_impl(0, NULL); if (p) bpf_percpu_obj_drop_impl(p, NULL);"): {"type-is-no-struct"},
    ("struct small { char b[512]; }; void *p = PERCPU(struct small); if (p) bpf_percpu_obj_drop_impl(p, NULL);"): set(),
    ("struct most { char b[513]; }; void *p = PERCPU(struct most); if (p) bpf_percpu_obj_drop_impl(p, NULL);"): {
        "percpu-struct-too-large"
    },
    ("u32 id = task->pid; void *p = bpf_obj_new_impl(id, NULL); if (p) bpf_obj_drop_impl(p, NULL);"): {
        "variable-as-constant"
    },
}

PATHS: dict[str, set[str]] = {
    (
        "TASK switch (p->pid) { case 1: bpf_task_release(p); break; "
        "case 2: bpf_task_release(p); break; default: bpf_task_release(p); }"
    ): set(),
    ("TASK switch (p->pid) { case 1: bpf_task_release(p); break; case 2: break; default: bpf_task_release(p); }"): {
        "reference-leaked"
    },
    ("TASK if (p->pid == 1) goto out; bpf_task_release(p); return 0; out: bpf_task_release(p);"): set(),
    "TASK if (p->pid == 1) goto out; bpf_task_release(p); out: return 0;": {"reference-leaked"},
    ("TASK int done = 0; if (p->pid > 3) { bpf_task_release(p); done = 1; } if (!done) bpf_task_release(p);"): set(),
    ("TASK int done = 0; if (p->pid > 3) { bpf_task_release(p); done = 1; } if (done) bpf_task_release(p);"): {
        "reference-leaked",
        "released-twice",
    },
    "TASK while (p) { bpf_task_release(p); p = NULL; }": set(),
    (
        "struct task_struct *p = NULL, *q; for (int i = 0; i < 3; i++) "
        "{ q = bpf_task_from_pid(i); if (!q) continue; if (p) "
        "bpf_task_release(p); p = q; } if (p) bpf_task_release(p);"
    ): set(),
    (
        "struct task_struct *p; int i; for (i = 0; i < 3; i++) { p "
        "= bpf_task_from_pid(i); if (p) break; } if (p) bpf_task_release(p);"
    ): set(),
    ("struct task_struct *p = bpf_task_from_pid(1), *q = p; if (q) bpf_task_release(p);"): set(),
    (
        "struct task_struct *p = bpf_task_from_pid(1), *q = bpf_task_from_pid(2); "
        "if (p) bpf_task_release(p); if (q) bpf_task_release(q);"
    ): set(),
    (
        "struct task_struct *p = bpf_task_from_pid(1), *q = bpf_task_from_pid(2); "
        "if (p && q) { bpf_task_release(p); bpf_task_release(q); }"
    ): {"reference-leaked"},
    ("struct task_struct *p = bpf_task_from_pid(1); if (p == NULL) return 0; release(p);"): set(),
    ("struct task_struct *p = bpf_task_from_pid(1); if (p == NULL) return 0; maybe(p, task->pid);"): {
        "reference-leaked"
    },
    "struct task_struct *p = acquire(task->pid); if (p) bpf_task_release(p);": set(),
    "acquire(task->pid);": {"reference-leaked"},
    (
        "struct task_struct *p = ctx[1] ? bpf_task_from_pid(1) : bpf_task_acquire(task); if (p) bpf_task_release(p);"
    ): set(),
    "int n = 0; again: if (n++ < 3) { TASK bpf_task_release(p); goto again; }": set(),
}

ARGUMENTS: dict[str, set[str]] = {
    "LOOKUP bpf_wq_init(&w->wq, task, 0);": {"not-a-map"},
    "LOOKUP bpf_wq_init(&w->wq, task->parent, 0);": {"not-a-map"},
    "LOOKUP bpf_wq_init(&w->wq, ctx, 0);": {"not-a-map"},
    "LOOKUP bpf_wq_init(&w->wq, 0, 0);": {"null-passed"},
    "LOOKUP struct bpf_wq *q = &w->wq; bpf_wq_init(q + 1, &works, 0);": {"object-is-other-member"},
    "bpf_loop(1 << 23, taking, 0, 0);": {"reference-leaked-by-callback"},
    "bpf_loop((1 << 23) + 1, taking, 0, 0);": {"reference-leaked-by-callback"},
    "NODE LOCK(shared) PUSH bpf_task_release((void *)n); UNLOCK(shared)": {"call-under-lock"},
    "NODE bpf_obj_drop_impl(n, NULL); LOCK(shared) PUSH UNLOCK(shared)": {"used-after-release"},
    "bpf_task_release(NULL);": {"null-passed"},
    "bpf_task_release((void *)8);": {"integer-as-pointer"},
    "bpf_task_acquire(ctx);": {"other-context-passed", "reference-leaked"},
    "VALUE bpf_task_acquire((void *)v);": {"own-memory-as-kernel-struct", "reference-leaked"},
    "bpf_task_acquire((void *)task->cgroups);": {"other-struct-passed", "reference-leaked"},
    "struct css_set *c = task->cgroups; return c->id;": set(),
    ("struct task_struct *p = bpf_get_current_task_btf(); p = bpf_task_acquire(p); if (p) bpf_task_release(p);"): set(),
    "char b[8]; bpf_probe_read_kernel(b + 4, 4, task);": set(),
    "char b[8]; bpf_probe_read_kernel(b + 4, 5, task);": {"buffer-too-small?"},
    "char b[8]; char *q = b; q += 8; bpf_probe_read_kernel(q, 1, task);": {"buffer-too-small?"},
    "char b[8]; bpf_probe_read_kernel(b, 0, task);": set(),
    ("u32 k = 0; struct { long a; int b; } v = {}; bpf_map_update_elem(&tasks, &k, &v, 0);"): set(),
    "LOOKUP bpf_map_update_elem(&works, &key, w, 0);": {"special-member-passed"},
    "LOOKUP bpf_map_lookup_elem(&works, w);": {"special-member-passed"},
}

ROWS = ARGUMENTS | UNKNOWN | TYPE_IDS | PATHS
