"""What is noted of each way to use and misuse an object, with nothing else about it.

Each row is the body of a program and the keys of the cases, with `?` where the walk is in doubt. `OTHERS` are those of
which an older kernel says something else.
"""

from __future__ import annotations

GRAPH: dict[str, set[str]] = {
    "NODE PUSH bpf_obj_drop_impl(n, NULL);": {"dropped-unowned", "lock-not-held"},
    "NODE LOCK(shared) PUSH PUSH UNLOCK(shared)": {"node-not-owned"},
    "NODE LOCK(shared) PUSH UNLOCK(shared) n->data = 1;": {"used-after-unlock"},
    "NODE LOCK(shared) PUSH n->data = 1; UNLOCK(shared)": set(),
    "NODE LOCK(shared) PUSH UNLOCK(shared) bpf_obj_drop_impl(n, NULL);": {"used-after-unlock"},
    ("LOCK(shared) struct bpf_list_node *l = bpf_list_pop_front(&shared.list); UNLOCK(shared)"): {"reference-leaked"},
    (
        "struct bpf_list_node *l = bpf_list_pop_front(&shared.list); "
        "if (l) bpf_obj_drop_impl(container_of(l, struct node, link), NULL);"
    ): {"lock-not-held"},
    (
        "LOCK(shared) struct bpf_list_node *l = bpf_list_pop_back(&shared.list); "
        "UNLOCK(shared) if (l) bpf_obj_drop_impl(container_of(l, struct node, link), NULL);"
    ): set(),
    (
        "LOCK(shared) struct bpf_list_node *l = bpf_list_pop_back(&shared.list); "
        "UNLOCK(shared) bpf_obj_drop_impl(container_of(l, struct node, link), NULL);"
    ): {"result-passed-unchecked"},
    (
        "LOCK(shared) struct bpf_list_node *l = bpf_list_pop_front(&shared.list); "
        "UNLOCK(shared) if (l) { struct node *n = container_of(l, "
        "struct node, link); n->data = 3; bpf_obj_drop_impl(n, NULL); }"
    ): set(),
    "TREE LOCK(shared) ADD UNLOCK(shared)": set(),
    "TREE ADD": {"lock-not-held"},
    "TREE LOCK(shared) ADD UNLOCK(shared) t->key = 4;": {"used-after-unlock"},
    ("LOCK(shared) struct bpf_rb_node *r = bpf_rbtree_first(&shared.root); UNLOCK(shared)"): set(),
    (
        "LOCK(shared) struct bpf_rb_node *r = bpf_rbtree_first(&shared.root); "
        "if (r) { struct tree_node *t = container_of(r, "
        "struct tree_node, link); t->key = 2; } UNLOCK(shared)"
    ): set(),
    (
        "LOCK(shared) struct bpf_rb_node *r = bpf_rbtree_first(&shared.root); "
        "if (r) r = bpf_rbtree_remove(&shared.root, r); UNLOCK(shared) if (r) "
        "bpf_obj_drop_impl(container_of(r, struct tree_node, link), NULL);"
    ): set(),
    (
        "LOCK(shared) struct bpf_rb_node *r = bpf_rbtree_first(&shared.root); "
        "if (r) r = bpf_rbtree_remove(&shared.root, r); UNLOCK(shared)"
    ): {"reference-leaked"},
    (
        "LOCK(shared) struct bpf_rb_node *r = bpf_rbtree_first(&shared.root); "
        "UNLOCK(shared) if (r) { struct tree_node *t "
        "= container_of(r, struct tree_node, link); t->key = 2; }"
    ): {"used-after-unlock"},
    ("TREE LOCK(shared) bpf_rbtree_add_impl(&shared.root, &t->link, (void *)0, NULL, 0); UNLOCK(shared)"): {
        "null-passed"
    },
    (
        "TREE struct tree_node *m = bpf_refcount_acquire_impl(t, "
        "NULL); bpf_obj_drop_impl(t, NULL); bpf_obj_drop_impl(m, NULL);"
    ): set(),
    ("TREE struct tree_node *m = bpf_refcount_acquire_impl(t, NULL); bpf_obj_drop_impl(t, NULL);"): {
        "reference-leaked"
    },
    (
        "TREE LOCK(shared) ADD struct tree_node *m = bpf_refcount_acquire_impl(t, "
        "NULL); UNLOCK(shared) if (m) bpf_obj_drop_impl(m, NULL);"
    ): set(),
}

ALLOCATED: dict[str, set[str]] = {
    "NODE": {"reference-leaked"},
    "NODE bpf_obj_drop_impl(n, NULL); n->data = 1;": {"used-after-release"},
    "NODE bpf_obj_drop_impl(n, NULL); bpf_obj_drop_impl(n, NULL);": {"released-twice"},
    "struct node *n = make(); bpf_obj_drop_impl(n, NULL);": {"result-passed-unchecked"},
    "struct node *n = make(); n->data = 3; if (n) bpf_obj_drop_impl(n, NULL);": {"result-unchecked"},
    "TASK bpf_obj_drop_impl(p, NULL);": {"foreign-object-dropped"},
    ("struct plain *p = PERCPU(struct plain); if (p) bpf_percpu_obj_drop_impl(p, NULL);"): set(),
    "struct plain *p = PERCPU(struct plain); bpf_percpu_obj_drop_impl(p, NULL);": {"result-passed-unchecked"},
    "struct plain *p = PERCPU(struct plain);": {"reference-leaked"},
    ("int x = 1; void *p = bpf_obj_new_impl(ctx[1], NULL); if (p) bpf_obj_drop_impl(p, NULL);"): {
        "variable-as-constant"
    },
}

REFERENCES: dict[str, set[str]] = {
    "bpf_task_from_pid(1);": {"reference-leaked"},
    "TASK": {"reference-leaked"},
    "TASK bpf_task_release(p); bpf_task_release(p);": {"released-twice"},
    "TASK bpf_task_release(p); return p->pid;": {"used-after-release"},
    "struct task_struct *p = bpf_task_from_pid(1); bpf_task_release(p);": {"result-passed-unchecked"},
    "struct task_struct *p = bpf_task_from_pid(1); return p->pid;": {"reference-leaked", "result-unchecked"},
    "bpf_task_release(task);": {"released-unowned"},
    "bpf_task_release(task->parent);": {"released-unowned"},
    ("TASK struct task_struct *q = bpf_task_acquire(p); bpf_task_release(p); if (q) bpf_task_release(q);"): set(),
    "TASK struct task_struct *q = bpf_task_acquire(p); bpf_task_release(p);": {"reference-leaked"},
    (
        "TASK if (p->pid > 3) { bpf_task_release(p); } else "
        "{ bpf_task_release(p); p = NULL; } if (p) bpf_task_release(p);"
    ): {"released-twice"},
    "for (int i = 0; i < 3; i++) { TASK bpf_task_release(p); }": set(),
    (
        "struct task_struct *p = NULL; for (int i = 0; i < "
        "3; i++) p = bpf_task_from_pid(i); if (p) bpf_task_release(p);"
    ): {"reference-lost-in-loop"},
    "TASK bpf_task_release((void *)p + 8);": {"released-at-offset"},
    "TASK p += 1; bpf_task_release(p);": {"released-at-offset"},
    "TASK bpf_task_release(p->parent); bpf_task_release(p);": {"released-unowned"},
}

KPTR: dict[str, set[str]] = {
    "VALUE struct task_struct *o = bpf_kptr_xchg(&v->task, NULL);": {"reference-leaked"},
    ("VALUE TASK struct task_struct *o = bpf_kptr_xchg(&v->task, p); if (o) bpf_task_release(o);"): set(),
    "VALUE TASK bpf_kptr_xchg(&v->task, p);": {"reference-leaked"},
    "VALUE bpf_kptr_xchg(&v->task, task);": {"released-unowned"},
    "VALUE bpf_kptr_xchg(&v->count, NULL);": {"not-a-kptr"},
    (
        "VALUE TASK struct task_struct *o = bpf_kptr_xchg(&v->task, "
        "p); bpf_task_release(p); if (o) bpf_task_release(o);"
    ): {"used-after-move"},
    ("VALUE struct task_struct *o = bpf_kptr_xchg(&v->task, task); if (o) bpf_task_release(o);"): {"released-unowned"},
    ("VALUE TASK struct task_struct *o = bpf_kptr_xchg(&v->count, p); if (o) bpf_task_release(o);"): {"not-a-kptr"},
    "VALUE v->task = task;": {"kptr-written"},
    "VALUE struct task_struct *q = v->task; bpf_task_acquire(q);": {"pointer-passed-unchecked", "reference-leaked"},
    ("VALUE struct task_struct *q = v->task; if (q) { q = bpf_task_acquire(q); if (q) bpf_task_release(q); }"): set(),
    (
        "VALUE bpf_rcu_read_lock(); struct task_struct *q = v->task; bpf_rcu_read_unlock(); "
        "if (q) { q = bpf_task_acquire(q); if (q) bpf_task_release(q); }"
    ): {"pointer-outlived-rcu"},
    "VALUE struct task_struct *q = v->task; return q->pid;": {"pointer-unchecked"},
    ("struct task_struct *o = bpf_kptr_xchg(&task->parent, NULL); if (o) bpf_task_release(o);"): {"not-a-kptr"},
}

ITERATORS: dict[str, set[str]] = {
    "COUNT bpf_iter_num_destroy(&it);": set(),
    "COUNT": {"iterator-leaked"},
    "struct bpf_iter_num it; bpf_iter_num_next(&it);": {"iterator-uninitialised"},
    "struct bpf_iter_num it; bpf_iter_num_destroy(&it);": {"iterator-uninitialised"},
    "COUNT bpf_iter_num_new(&it, 0, 2); bpf_iter_num_destroy(&it);": {"iterator-begun-twice"},
    "COUNT bpf_iter_num_destroy(&it); bpf_iter_num_destroy(&it);": {"iterator-uninitialised"},
    "COUNT bpf_iter_num_destroy(&it); bpf_iter_num_next(&it);": {"iterator-uninitialised"},
    "COUNT int *i; while ((i = bpf_iter_num_next(&it))) ; return *i;": {"iterator-leaked?", "null-variable-used?"},
    ("COUNT int *i = bpf_iter_num_next(&it); int x = *i; bpf_iter_num_destroy(&it); return x;"): {"null-variable-used"},
    ("COUNT int *i = bpf_iter_num_next(&it); bpf_iter_num_destroy(&it); return i ? *i : 0;"): {"used-after-release"},
    ("struct bpf_iter_num it[2]; bpf_iter_num_new(&it[1], 0, 3); bpf_iter_num_destroy(&it[1]);"): set(),
    ("struct bpf_iter_num it[2]; bpf_iter_num_new(&it[1], 0, 3); bpf_iter_num_destroy(&it[0]);"): {
        "iterator-leaked",
        "iterator-uninitialised",
    },
    ("static struct bpf_iter_num it; bpf_iter_num_new(&it, 0, 3); bpf_iter_num_destroy(&it);"): {"iterator-off-stack"},
    "COUNT struct bpf_iter_num copy = it; bpf_iter_num_destroy(&copy);": {"iterator-leaked", "iterator-uninitialised"},
    "COUNT it.opaque[0] = 3; bpf_iter_num_destroy(&it);": {"iterator-leaked", "iterator-uninitialised"},
    ("COUNT int *i; while ((i = bpf_iter_num_next(&it))) if (*i == 2) break; bpf_iter_num_destroy(&it);"): set(),
    ("COUNT int *i; while ((i = bpf_iter_num_next(&it))) if (*i == 2) return 0; bpf_iter_num_destroy(&it);"): {
        "iterator-leaked"
    },
}

DYNPTR: dict[str, set[str]] = {
    "RES bpf_ringbuf_submit_dynptr(&d, 0);": set(),
    "RES": {"dynptr-leaked"},
    "RES bpf_ringbuf_submit_dynptr(&d, 0); bpf_ringbuf_submit_dynptr(&d, 0);": {"dynptr-uninitialised"},
    "RES bpf_ringbuf_submit_dynptr(&d, 0); bpf_dynptr_size(&d);": {"dynptr-uninitialised"},
    "struct bpf_dynptr d; bpf_dynptr_size(&d);": {"dynptr-uninitialised"},
    "struct bpf_dynptr d; bpf_ringbuf_submit_dynptr(&d, 0);": {"dynptr-uninitialised"},
    ("RES u64 *w = bpf_dynptr_data(&d, 0, 8); if (w) *w = 1; bpf_ringbuf_submit_dynptr(&d, 0);"): set(),
    ("RES u64 *w = bpf_dynptr_data(&d, 0, 8); *w = 1; bpf_ringbuf_submit_dynptr(&d, 0);"): {"result-unchecked"},
    ("RES u64 *w = bpf_dynptr_data(&d, 0, 8); bpf_ringbuf_submit_dynptr(&d, 0); if (w) *w = 1;"): {
        "used-after-invalidation"
    },
    ("RES u64 *w = bpf_dynptr_data(&d, 0, 8); if (w) w[1] = 1; bpf_ringbuf_submit_dynptr(&d, 0);"): {
        "access-beyond-end"
    },
    "RES u64 *w = bpf_dynptr_data(&d, 0, ctx[1]); bpf_ringbuf_submit_dynptr(&d, 0);": {"variable-as-constant"},
    ("RES struct bpf_dynptr c; bpf_dynptr_clone(&d, &c); bpf_ringbuf_submit_dynptr(&d, 0); bpf_dynptr_size(&c);"): {
        "dynptr-uninitialised"
    },
    ("RES struct bpf_dynptr c; bpf_dynptr_clone(&d, &c); bpf_ringbuf_submit_dynptr(&c, 0);"): set(),
    (
        "RES struct bpf_dynptr c; bpf_dynptr_clone(&d, &c); bpf_dynptr_size(&c); bpf_ringbuf_submit_dynptr(&d, 0);"
    ): set(),
    "RES bpf_dynptr_adjust(&d, 1, 3); bpf_ringbuf_submit_dynptr(&d, 0);": set(),
    ("LOOKUP struct bpf_dynptr d; bpf_dynptr_from_mem(&w->runs, 8, 0, &d); bpf_dynptr_size(&d);"): set(),
    "char b[8]; struct bpf_dynptr d; bpf_dynptr_from_mem(b, 8, 0, &d);": {"dynptr-of-other-memory"},
    "struct bpf_dynptr *d = ctx; bpf_dynptr_size(d);": {"dynptr-off-stack"},
    (
        "LOOKUP struct bpf_dynptr d; bpf_dynptr_from_mem(&w->runs, 8, 0, &d); char "
        "b[4] = {}; bpf_dynptr_read(b, 4, &d, 0, 0); bpf_dynptr_write(&d, 0, b, 4, 0);"
    ): set(),
    (
        "RES char b[4]; u8 *s = bpf_dynptr_slice(&d, 0, b, 4); if (s) b[0] = s[0]; bpf_ringbuf_submit_dynptr(&d, 0);"
    ): set(),
    ("RES char b[4]; u8 *s = bpf_dynptr_slice(&d, 0, b, 4); if (s) s[0] = 1; bpf_ringbuf_submit_dynptr(&d, 0);"): {
        "readonly-written"
    },
    ("RES char b[4]; u8 *s = bpf_dynptr_slice_rdwr(&d, 0, b, 8); bpf_ringbuf_submit_dynptr(&d, 0);"): {
        "buffer-too-small?"
    },
    "RES d.opaque[0] = 1; bpf_ringbuf_submit_dynptr(&d, 0);": {
        "dynptr-overwritten",
        "dynptr-uninitialised",
    },
    ("RES bpf_ringbuf_reserve_dynptr(&records, 8, 0, &d); bpf_ringbuf_submit_dynptr(&d, 0);"): {"dynptr-overwritten"},
}

REGIONS_AND_LOCKS: dict[str, set[str]] = {
    "bpf_rcu_read_lock();": {"rcu-open-at-return"},
    "bpf_rcu_read_unlock();": {"rcu-closed-unopened"},
    "bpf_rcu_read_lock(); bpf_rcu_read_lock(); bpf_rcu_read_unlock();": {"rcu-open-at-return"},
    ("bpf_rcu_read_lock(); bpf_rcu_read_lock(); bpf_rcu_read_unlock(); bpf_rcu_read_unlock();"): set(),
    "bpf_preempt_disable();": {"preemption-off-at-return"},
    "bpf_preempt_enable();": {"preemption-enabled-twice"},
    ("bpf_preempt_disable(); bpf_preempt_disable(); bpf_preempt_enable(); bpf_preempt_enable();"): set(),
    "bpf_preempt_disable(); bpf_preempt_disable(); bpf_preempt_enable();": {"preemption-off-at-return"},
    "unsigned long a, b; SAVE(a) SAVE(b) RESTORE(b) RESTORE(a)": set(),
    "unsigned long a, b; SAVE(a) SAVE(b) RESTORE(a) RESTORE(b)": {"irq-flags-out-of-order"},
    "LOCK(shared)": {"lock-held-at-return"},
    "UNLOCK(shared)": {"unlocked-unheld"},
    "LOCK(shared) LOCK(second) UNLOCK(second) UNLOCK(shared)": {"locks-nested"},
    "LOCK(shared) LOCK(shared) UNLOCK(shared)": {"locks-nested"},
    "LOCK(shared) bpf_get_prandom_u32(); UNLOCK(shared)": {"call-under-lock"},
    "LOCK(shared) bpf_task_from_pid(1); UNLOCK(shared)": {"call-under-lock", "reference-leaked"},
    "if (task->pid) bpf_rcu_read_lock(); if (task->pid) bpf_rcu_read_unlock();": {"rcu-open-at-return"},
    ("int on = task->pid > 3; if (on) bpf_preempt_disable(); if (on) bpf_preempt_enable();"): set(),
    ("for (int i = 0; i < 3; i++) { bpf_rcu_read_lock(); if (i == 1) break; bpf_rcu_read_unlock(); }"): {
        "rcu-open-at-return"
    },
}

MEMORY_AND_ARGUMENTS: dict[str, set[str]] = {
    "char b[8] = {}; bpf_probe_read_kernel(b, 8, task);": set(),
    "char b[8]; bpf_probe_read_kernel(b, 9, task);": {"buffer-too-small"},
    "char b[8]; u32 n = ctx[1]; bpf_probe_read_kernel(b, n, task);": {"size-unbounded"},
    "char b[8]; u32 n = ctx[1]; if (n <= 8) bpf_probe_read_kernel(b, n, task);": set(),
    ("char b[8]; u32 n = ctx[1]; if (n > 8) return 0; bpf_probe_read_kernel(b, n, task);"): set(),
    "char b[8]; u32 n = ctx[1] & 7; bpf_probe_read_kernel(b + 1, n, task);": set(),
    "char b[8]; int n = ctx[1]; if (n < 8) bpf_probe_read_kernel(b, n, task);": {"size-negative"},
    "bpf_probe_read_kernel(0, 8, task);": {"null-passed"},
    "bpf_probe_read_kernel(0, 0, task);": {"null-passed"},
    "char b[8] = {}; bpf_map_update_elem(&tasks, b, b, 0);": {"memory-too-small"},
    "u32 k = 0; struct value v = {}; bpf_map_update_elem(&tasks, &k, &v, 0);": set(),
    "bpf_map_update_elem(&tasks, 0, 0, 0);": {"null-passed"},
    "u32 k = 0; bpf_map_lookup_elem(&tasks, &k + 1);": {"memory-too-small?"},
    "u32 k; bpf_map_lookup_elem(&tasks, task);": {"other-sort-passed"},
    "VALUE v->count = *(int *)((char *)v + 16);": {"access-beyond-end"},
    "VALUE return ((int *)v)[4];": {"access-beyond-end"},
    "VALUE int i = ctx[1]; return ((int *)v)[i];": {"index-negative"},
    "VALUE u32 i = ctx[1]; if (i < 4) return ((int *)v)[i];": set(),
    "VALUE u32 i = ctx[1]; if (i <= 4) return ((int *)v)[i];": {"index-too-large"},
    "int a[4] = {}; u32 i = ctx[1]; return a[i & 3];": set(),
    "int a[4] = {}; u32 i = ctx[1]; return a[i & 7];": set(),
    "task->pid = 3;": {"kernel-object-written"},
    "return *(int *)8;": {"null-variable-used?"},
    "int *q = NULL; return *q;": {"null-variable-used?"},
    "return *(int *)(ctx[1]);": {"number-dereferenced"},
    'char s[4] = "ab"; bpf_strncmp(s, 4, "ab");': set(),
    'char s[4] = "ab"; bpf_strncmp(s, 4, s);': {"variable-string"},
    'char s[16]; u64 a[2] = {}; bpf_snprintf(s, 16, "%d", a, 16);': set(),
    'char s[16]; u64 a[2] = {}; bpf_snprintf(s, 16, "%d", a, 24);': {"buffer-too-small?"},
    "bpf_task_storage_get(&storage, task, 0, 1);": set(),
    "bpf_task_storage_get(&storage, task->parent, 0, 1);": set(),
    "bpf_task_storage_get(&storage, bpf_get_current_task_btf(), 0, 1);": set(),
    "bpf_task_storage_get(&storage, 0, 0, 1);": set(),
    "long *s = bpf_task_storage_get(&storage, task, 0, 1); *s = 1;": {"result-unchecked"},
    "long *s = bpf_task_storage_get(&storage, task, 0, 1); if (s) s[1] = 1;": {"access-beyond-end"},
    "char b[8]; bpf_copy_from_user(b, 8, 0);": set(),
}

CALLBACKS: dict[str, set[str]] = {
    "bpf_loop(3, round_, 0, 0);": set(),
    "bpf_loop(3, taking, 0, 0);": {"reference-leaked-by-callback"},
    "bpf_loop(3, keeping, 0, 0);": {"rcu-open-at-return"},
    "bpf_loop(3, 0, 0, 0);": {"null-passed"},
    "bpf_for_each_map_elem(&works, each, 0, 0);": set(),
    "bpf_for_each_map_elem(&works, each, 0, 1);": set(),
    "bpf_preempt_disable(); bpf_loop(3, round_, 0, 0); bpf_preempt_enable();": set(),
    "TASK bpf_loop(3, round_, p, 0); bpf_task_release(p);": {"not-on-stack"},
    "LOCK(shared) bpf_loop(3, round_, 0, 0); UNLOCK(shared)": {"call-under-lock"},
}

RECORDS: dict[str, set[str]] = {
    "u64 *r = bpf_ringbuf_reserve(&records, 8, 0); if (r) bpf_ringbuf_submit(r, 0);": set(),
    "u64 *r = bpf_ringbuf_reserve(&records, 8, 0); bpf_ringbuf_submit(r, 0);": {"result-passed-unchecked"},
    "u64 *r = bpf_ringbuf_reserve(&records, 8, 0);": {"reference-leaked"},
    ("u64 *r = bpf_ringbuf_reserve(&records, 8, 0); if (r) { bpf_ringbuf_submit(r, 0); *r = 1; }"): {
        "used-after-release"
    },
    ("u64 *r = bpf_ringbuf_reserve(&records, 8, 0); if (r) { r[1] = 1; bpf_ringbuf_discard(r, 0); }"): {
        "access-beyond-end"
    },
    ("u64 *r = bpf_ringbuf_reserve(&records, 8, 0); if (r) bpf_ringbuf_submit(r + 1, 0);"): {"released-at-offset"},
    ("u64 *r = bpf_ringbuf_reserve(&records, 8, 0); if (r) { bpf_ringbuf_submit(r, 0); bpf_ringbuf_discard(r, 0); }"): {
        "released-twice"
    },
    ("u64 *r = bpf_ringbuf_reserve(&records, ctx[1], 0); if (r) bpf_ringbuf_submit(r, 0);"): {"variable-as-constant"},
    "VALUE bpf_ringbuf_submit(v, 0);": {"released-unowned"},
}

OTHERS: list[tuple[str, str, set[str]]] = [
    (
        "VALUE bpf_rcu_read_lock(); struct task_struct *q = v->task; bpf_rcu_read_unlock(); "
        "if (q) { q = bpf_task_acquire(q); if (q) bpf_task_release(q); }",
        "7.3",
        set(),
    ),
    ("struct plain *p = PERCPU(struct plain); bpf_percpu_obj_drop_impl(p, NULL);", "6.6", set()),
    ("struct plain *p = PERCPU(struct plain);", "6.6", set()),
    ("bpf_rcu_read_lock(); bpf_rcu_read_lock(); bpf_rcu_read_unlock();", "6.6", {"rcu-nested", "rcu-open-at-return"}),
    ("bpf_rcu_read_lock(); bpf_rcu_read_lock(); bpf_rcu_read_unlock();", "6.12", {"rcu-nested", "rcu-open-at-return"}),
    ("bpf_rcu_read_lock(); bpf_rcu_read_lock(); bpf_rcu_read_unlock(); bpf_rcu_read_unlock();", "6.6", {"rcu-nested"}),
    ("bpf_rcu_read_lock(); bpf_rcu_read_lock(); bpf_rcu_read_unlock(); bpf_rcu_read_unlock();", "6.12", {"rcu-nested"}),
    ("bpf_preempt_disable();", "6.6", set()),
    ("bpf_preempt_enable();", "6.6", set()),
    ("bpf_preempt_disable(); bpf_preempt_disable(); bpf_preempt_enable();", "6.6", set()),
    ("unsigned long a, b; SAVE(a) SAVE(b) RESTORE(a) RESTORE(b)", "6.6", set()),
    ("unsigned long a, b; SAVE(a) SAVE(b) RESTORE(a) RESTORE(b)", "6.12", set()),
    ("bpf_loop(3, keeping, 0, 0);", "6.6", {"rcu-nested", "rcu-open-at-return"}),
    ("bpf_loop(3, keeping, 0, 0);", "6.12", {"rcu-nested", "rcu-open-at-return"}),
]

ROWS = (
    GRAPH
    | ALLOCATED
    | REFERENCES
    | KPTR
    | ITERATORS
    | DYNPTR
    | REGIONS_AND_LOCKS
    | MEMORY_AND_ARGUMENTS
    | CALLBACKS
    | RECORDS
)
