"""Which of two branches is written first does not decide what is found."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from walked import walk

from bpflint.flow.domain.cases import Case

OBJECTS = """
struct front { struct bpf_list_node node; int count; };
struct back { int count; struct bpf_list_node node; };
struct list { struct bpf_spin_lock lock; struct bpf_list_head head __contains(front, node); };
struct list list SEC(".data.list");
u64 any_type;
struct plain { u64 first, second; };
struct {
    __uint(type, 1);
    __type(key, u32);
    __type(value, struct plain);
    __uint(max_entries, 16);
} plains SEC(".maps");
"""
TAKE = "void *object = bpf_obj_new_impl(any_type, NULL); if (!object) return 0;"
PUSH = """
    bpf_spin_lock(&list.lock);
    bpf_list_push_front_impl(&list.head, (struct bpf_list_node *)object, NULL, 0);
    bpf_spin_unlock(&list.lock);
"""
AS_FRONT = "((struct front *)object)->count = 1;"
AS_BACK = "((struct back *)object)->count = 1;"
TASK = "struct task_struct *p = bpf_task_from_pid(1); if (!p) return 0;"

BRANCHES = {
    "an object is used as another type": (TAKE, AS_FRONT, AS_BACK, PUSH, Case.NOT_A_NODE),
    "values of two maps": (
        "u32 key = 0; struct value *value;",
        "value = bpf_map_lookup_elem(&tasks, &key);",
        "value = bpf_map_lookup_elem(&plains, &key);",
        """if (!value) return 0;
        struct task_struct *old = bpf_kptr_xchg(&value->task, NULL);
        if (old) bpf_task_release(old);""",
        Case.NOT_A_KPTR,
    ),
    "memory of two sizes": (
        "u64 *record;",
        "record = bpf_ringbuf_reserve(&records, 8, 0);",
        "record = bpf_ringbuf_reserve(&records, 16, 0);",
        "if (!record) return 0; record[1] = 1; bpf_ringbuf_submit(record, 0);",
        Case.ACCESS_BEYOND_END,
    ),
    "released": (TASK, "bpf_task_release(p);", "p->pid = 1;", "bpf_task_release(p);", Case.RELEASED_TWICE),
    "leaked": (TASK, "bpf_task_release(p);", "", "", Case.REFERENCE_LEAKED),
    "read side left": (
        "bpf_rcu_read_lock();",
        "bpf_rcu_read_unlock();",
        "",
        "bpf_rcu_read_unlock();",
        Case.RCU_CLOSED_UNOPENED,
    ),
    "unchecked": (
        "struct task_struct *p = bpf_task_from_pid(1);",
        "if (!p) return 0;",
        "",
        "bpf_task_release(p);",
        Case.RESULT_PASSED_UNCHECKED,
    ),
}


def _found(tmp_path: Path, before: str, one: str, other: str, after: str) -> Counter[tuple[object, ...]]:
    body = f"{before}\nif (bpf_get_prandom_u32() > 3) {{\n{one}\n}} else {{\n{other}\n}}\n{after}"
    events = walk(tmp_path, body, before=OBJECTS)
    return Counter((event.case, event.sure, tuple(sorted(event.parts.items()))) for event in events)


@pytest.mark.parametrize("name", BRANCHES)
def test_the_order_of_branches_does_not_matter(tmp_path: Path, name: str) -> None:
    before, one, other, after, case = BRANCHES[name]
    found = _found(tmp_path, before, one, other, after)
    assert found == _found(tmp_path, before, other, one, after)
    assert case in {noted for noted, *_ in found}
