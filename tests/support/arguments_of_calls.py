"""A program for each kind of value at each place that takes a pointer. Their verdicts:

python tests/support/arguments_of_calls.py > tests/differential/arguments.bpf.c  # not kept
python tools/ask_verifier.py tests/differential/arguments.bpf.c
"""

from __future__ import annotations

HEAD = """\
// Made by: tests/support/arguments_of_calls.py
#define BPF_NO_KFUNC_PROTOTYPES
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#define __contains(name, node) __attribute__((btf_decl_tag("contains:" #name ":" #node)))
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))

extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;
extern struct cgroup *bpf_cgroup_acquire(struct cgroup *cgrp) __ksym;
extern void *bpf_obj_new_impl(u64 local_type_id, void *meta) __ksym;
extern void bpf_obj_drop_impl(void *object, void *meta) __ksym;
extern void *bpf_refcount_acquire_impl(void *object, void *meta) __ksym;
extern int bpf_list_push_front_impl(struct bpf_list_head *head, struct bpf_list_node *node, void *meta, u64 off) __ksym;
extern struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
extern void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask) __ksym;
extern u32 bpf_cpumask_first(const struct cpumask *cpumask) __ksym;
extern void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;
extern __u32 bpf_dynptr_size(const struct bpf_dynptr *p) __ksym;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *p, u32 offset, void *buffer, u32 size) __ksym;
extern int bpf_wq_init(struct bpf_wq *wq, void *map, unsigned int flags) __ksym;
extern void bpf_local_irq_save(unsigned long *flags) __weak __ksym;
extern s64 bpf_map_sum_elem_count(const struct bpf_map *map) __ksym;

struct item {
	struct bpf_list_node link;
	struct bpf_refcount count;
	long data;
};

struct value {
	long data[2];
	struct task_struct __kptr *task;
	struct bpf_timer timer;
	struct bpf_wq wq;
	struct bpf_spin_lock lock;
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

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, long);
} storage SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} events SEC(".maps");

private(LIST) struct bpf_spin_lock lock;
private(LIST) struct bpf_list_head list __contains(item, link);
struct item *spare;
/* Brings the type of the list's nodes to the kernel. */

long written[2];
const long constant[2] = {1, 2};
char LICENSE[] SEC("license") = "GPL";

__noinline int whole(long *p)
{
	return p ? *p : 0;
}

static long round(u32 i, void *context)
{
	return 0;
}

#define ITEM bpf_obj_new_impl(bpf_core_type_id_local(struct item), NULL)
#define LOOKUP int key = 0; struct value *v = bpf_map_lookup_elem(&values, &key);
#define CHECKED LOOKUP if (!v) return 0;
"""

VALUES: dict[str, tuple[str, str, str]] = {
    "null": ("", "NULL", ""),
    "number": ("", "(void *)ctx[1]", ""),
    "zeros": ("long zeros[4] = {};", "zeros", ""),
    "small": ("char small[4] = {};", "small", ""),
    "middle": ("long zeros[4] = {};", "(zeros + 3)", ""),
    "value": ("CHECKED", "v", ""),
    "late": ("CHECKED", "&v->data[1]", ""),
    "unchecked": ("LOOKUP", "v", ""),
    "timer": ("CHECKED", "&v->timer", ""),
    "work": ("CHECKED", "&v->wq", ""),
    "lock": ("CHECKED", "&v->lock", ""),
    "kptr": ("CHECKED", "&v->task", ""),
    "global": ("", "written", ""),
    "constant": ("", "(void *)constant", ""),
    "string": ("", '"abcdefghijklmnopqrstuvwxyz"', ""),
    "record": ("long *r = bpf_ringbuf_reserve(&ring, 16, 0); if (!r) return 0;", "r", "bpf_ringbuf_discard(r, 0);"),
    "context": ("", "ctx", ""),
    "task": ("struct task_struct *task = (void *)ctx[0];", "task", ""),
    "parent": ("struct task_struct *task = (void *)ctx[0];", "task->real_parent", ""),
    "groups": ("struct task_struct *task = (void *)ctx[0];", "task->cgroups->dfl_cgrp", ""),
    "mask": ("struct task_struct *task = (void *)ctx[0];", "task->cpus_ptr", ""),
    "member": ("struct task_struct *task = (void *)ctx[0];", "&task->comm", ""),
    "owned": ("struct task_struct *p = bpf_task_from_pid(1); if (!p) return 0;", "p", "bpf_task_release(p);"),
    "given": ("struct task_struct *p = bpf_task_from_pid(1); if (!p) return 0; bpf_task_release(p);", "p", ""),
    "object": ("struct item *n = ITEM; if (!n) return 0;", "n", "bpf_obj_drop_impl(n, NULL);"),
    "node": ("struct item *n = ITEM; if (!n) return 0;", "&n->link", "bpf_obj_drop_impl(n, NULL);"),
    "cpus": ("struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0;", "m", "bpf_cpumask_release(m);"),
    "dynptr": (
        "struct bpf_dynptr d; bpf_ringbuf_reserve_dynptr(&ring, 16, 0, &d);",
        "&d",
        "bpf_ringbuf_discard_dynptr(&d, 0);",
    ),
    "slice": (
        "struct bpf_dynptr d; bpf_ringbuf_reserve_dynptr(&ring, 16, 0, &d); long *s = bpf_dynptr_data(&d, 0, 16); "
        "if (!s) { bpf_ringbuf_discard_dynptr(&d, 0); return 0; }",
        "s",
        "bpf_ringbuf_discard_dynptr(&d, 0);",
    ),
    "iterator": ("struct bpf_iter_num it; bpf_iter_num_new(&it, 0, 3);", "&it", "bpf_iter_num_destroy(&it);"),
    "map": ("", "&values", ""),
}
"""What stands before the call, the value, and what stands behind."""

PLACES: dict[str, str] = {
    "read_into": "bpf_probe_read_kernel({}, 16, (void *)1);",
    "key": "bpf_map_lookup_elem(&values, {});",
    "update": "int k = 0; bpf_map_update_elem(&values, &k, {}, 0);",
    "looked_up_in": "int k = 0; bpf_map_lookup_elem({}, &k);",
    "output": "bpf_ringbuf_output(&ring, {}, 16, 0);",
    "event_of": "long e = 0; bpf_perf_event_output({}, &events, 0, &e, 8);",
    "compared": 'bpf_strncmp({}, 8, "abcdefg");',
    "compared_to": "char c[8] = {{}}; bpf_strncmp(c, 8, {});",
    "printed_into": 'bpf_snprintf({}, 16, "hi", NULL, 0);',
    "dynptr_of": "struct bpf_dynptr e; bpf_dynptr_from_mem({}, 8, 0, &e);",
    "copied": "char c[8] = {{}}; bpf_dynptr_read(c, 8, {}, 0, 0);",
    "stored_for": "bpf_task_storage_get(&storage, {}, 0, 0);",
    "submitted": "bpf_ringbuf_submit({}, 0);",
    "locked": "bpf_spin_lock({}); bpf_spin_unlock({});",
    "timed": "bpf_timer_init({}, &values, 1);",
    "exchanged": "struct task_struct *o = bpf_kptr_xchg({}, NULL); if (o) bpf_task_release(o);",
    "put_in": "struct task_struct *o; OTHER o = bpf_kptr_xchg(&w->task, {}); if (o) bpf_task_release(o);",
    "looped": "bpf_loop(2, round, {}, 0);",
    "registers_of": "bpf_task_pt_regs({});",
    "acquired": "struct task_struct *o = bpf_task_acquire({}); if (o) bpf_task_release(o);",
    "released": "bpf_task_release({});",
    "group": "bpf_cgroup_acquire({});",
    "pushed": "bpf_spin_lock(&lock); bpf_list_push_front_impl(&list, {}, NULL, 0); bpf_spin_unlock(&lock);",
    "dropped": "bpf_obj_drop_impl({}, NULL);",
    "shared": "struct item *o = bpf_refcount_acquire_impl({}, NULL); if (o) bpf_obj_drop_impl(o, NULL);",
    "worked": "bpf_wq_init({}, &values, 0);",
    "next": "bpf_iter_num_next({});",
    "ended": "bpf_iter_num_destroy({});",
    "measured": "bpf_dynptr_size({});",
    "sliced": "struct bpf_dynptr e; OTHER bpf_dynptr_from_mem(w, 8, 0, &e); bpf_dynptr_slice(&e, 0, {}, 8);",
    "first": "bpf_cpumask_first((void *){});",
    "set": "bpf_cpumask_set_cpu(1, (void *){});",
    "saved": "bpf_local_irq_save((void *){});",
    "summed": "bpf_map_sum_elem_count((void *){});",
    "passed": "whole((void *){});",
    "read": "written[0] = *(volatile long *){};",
    "write": "*(volatile long *){} = 1;",
    "read_late": "written[0] = *(volatile long *)((char *){} + 16);",
    "counted": "__sync_fetch_and_add((long *){}, 1);",
    "kept": "OTHER w->data[0] = (long){};",
}


def programs() -> list[tuple[str, str]]:
    """The name and the body of each."""
    found = []
    for place, call in PLACES.items():
        for name, (before, value, behind) in VALUES.items():
            body = call.format(value, value)
            if "OTHER" in body:
                body = body.replace("OTHER", "struct value *w = bpf_map_lookup_elem(&values, &k); if (!w) return 0;")
                body = f"int k = 0; {body}"
            found.append((f"{place}_{name}", f"{before} {{ {body} }} {behind}".strip()))
    return found


def text() -> str:
    """The file that has them all."""
    found = [
        f'SEC("tp_btf/task_newtask") int {name}(u64 *ctx)\n{{\n\t{body}\n\treturn 0;\n}}\n' for name, body in programs()
    ]
    return "\n".join((HEAD, *found))


if __name__ == "__main__":
    print(text(), end="")
