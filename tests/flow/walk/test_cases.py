"""One short program for each case that no fixture shows: it is noted, and its twin without the mistake is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from objects import OBJECTS
from walked import cases, walk

from bpflint.flow.domain.cases import Case

WRONG = {
    # objects of one's own
    "dropped at an offset": ("NODE bpf_obj_drop_impl(&n->other, NULL);", Case.RELEASED_AT_OFFSET),
    "dropped at an offset that was added to": (
        "NODE bpf_obj_drop_impl((void *)(24 + (u64)n), NULL);",
        Case.RELEASED_AT_OFFSET,
    ),
    "put into a kptr at an offset": (
        "u32 key = 0; struct value *v = bpf_map_lookup_elem(&tasks, &key); if (!v) return 0;"
        " struct task_struct *p = bpf_task_from_pid(1); if (!p) return 0;"
        " p = bpf_kptr_xchg(&v->task, (char *)p + 8); if (p) bpf_task_release(p);",
        Case.RELEASED_AT_OFFSET,
    ),
    "put into a kptr of another type": (
        "u32 key = 0; struct value *v = bpf_map_lookup_elem(&tasks, &key); if (!v) return 0; NODE"
        " struct task_struct *p = bpf_kptr_xchg(&v->task, n); if (p) bpf_task_release(p);",
        Case.KPTR_OF_OTHER_TYPE,
    ),
    "looked up in what is no map": ("u32 key = 0; bpf_map_lookup_elem(&key, &key);", Case.NOT_A_MAP),
    "an object of another type": (
        "struct cgroup *g = bpf_cgroup_from_id(1); if (!g) return 0; bpf_task_release((struct task_struct *)g);",
        Case.OTHER_STRUCT_PASSED,
    ),
    "not below NULL is not tested": (
        "struct task_struct *p = bpf_task_from_pid(1); if (p >= NULL) bpf_task_release(p);",
        Case.RESULT_PASSED_UNCHECKED,
    ),
    "in the middle of a case of many": (
        "switch (task->pid) { case 2 ... 9: if (task->pid == 5) bpf_preempt_disable(); }",
        Case.PREEMPTION_OFF_AT_RETURN,
    ),
    "dropped what is no object": ("struct plain p; bpf_obj_drop_impl(&p, NULL);", Case.FOREIGN_OBJECT_DROPPED),
    "dropped a per-CPU object as a plain one": (
        "struct plain *p = PERCPU(struct plain); if (!p) return 0; bpf_obj_drop_impl(p, NULL);",
        Case.PERCPU_DROPPED_AS_PLAIN,
    ),
    "dropped a plain object as a per-CPU one": (
        "struct plain *p = NEW(struct plain); if (!p) return 0; bpf_percpu_obj_drop_impl(p, NULL);",
        Case.PLAIN_DROPPED_AS_PERCPU,
    ),
    "a type id that is none": (
        "void *p = bpf_obj_new_impl(-1, NULL); if (p) bpf_obj_drop_impl(p, NULL);",
        Case.BAD_TYPE_ID,
    ),
    "a per-CPU object with a list node": (
        "void *p = PERCPU(struct node); if (p) bpf_percpu_obj_drop_impl(p, NULL);",
        Case.PERCPU_STRUCT_SPECIAL,
    ),
    "a per-CPU object with a pointer": (
        "void *p = PERCPU(struct pointing); if (p) bpf_percpu_obj_drop_impl(p, NULL);",
        Case.PERCPU_STRUCT_WITH_POINTER,
    ),
    "a per-CPU object that is too large": (
        "void *p = PERCPU(struct large); if (p) bpf_percpu_obj_drop_impl(p, NULL);",
        Case.PERCPU_STRUCT_TOO_LARGE,
    ),
    "a reference to what has no refcount": (
        "NODE struct node *m = bpf_refcount_acquire_impl(n, NULL); bpf_obj_drop_impl(n, NULL);"
        "if (m) bpf_obj_drop_impl(m, NULL);",
        Case.NOT_REFCOUNTED,
    ),
    # tail calls
    "a tail call with a reference": (
        "struct task_struct *t = bpf_task_from_pid(1); if (!t) return 0; bpf_tail_call(ctx, &progs, 0);"
        "bpf_task_release(t);",
        Case.REFERENCE_HELD_AT_TAIL_CALL,
    ),
    "a tail call on the RCU read side": (
        "bpf_rcu_read_lock(); bpf_tail_call(ctx, &progs, 0); bpf_rcu_read_unlock();",
        Case.RCU_OPEN_AT_TAIL_CALL,
    ),
    "a tail call without preemption": (
        "bpf_preempt_disable(); bpf_tail_call(ctx, &progs, 0); bpf_preempt_enable();",
        Case.PREEMPTION_OFF_AT_TAIL_CALL,
    ),
    "a tail call without interrupts": (
        "unsigned long f; bpf_local_irq_save(&f); bpf_tail_call(ctx, &progs, 0); bpf_local_irq_restore(&f);",
        Case.IRQS_OFF_AT_TAIL_CALL,
    ),
    "a tail call from a loop over an iterator": (
        "COUNT bpf_tail_call(ctx, &progs, 0); bpf_iter_num_destroy(&it);",
        Case.ITERATOR_ACTIVE_AT_TAIL_CALL,
    ),
    # interrupts
    "interrupts left off": ("unsigned long f; bpf_local_irq_save(&f);", Case.IRQS_OFF_AT_RETURN),
    "interrupts restored that were not saved": ("unsigned long f; bpf_local_irq_restore(&f);", Case.IRQ_FLAGS_UNSAVED),
    "interrupts saved twice in one place": (
        "unsigned long f; bpf_local_irq_save(&f); bpf_local_irq_save(&f); bpf_local_irq_restore(&f);",
        Case.IRQ_FLAGS_SAVED_TWICE,
    ),
    "interrupts saved into a map value": (
        "LOOKUP bpf_local_irq_save((unsigned long *)&w->runs); bpf_local_irq_restore((unsigned long *)&w->runs);",
        Case.IRQ_FLAGS_OFF_STACK,
    ),
    # exceptions
    "thrown without preemption": ("bpf_preempt_disable(); bpf_throw(0);", Case.PREEMPTION_OFF_AT_THROW),
    "thrown without interrupts": ("unsigned long f; bpf_local_irq_save(&f); bpf_throw(0);", Case.IRQS_OFF_AT_THROW),
    "thrown from a loop over an iterator": (
        "COUNT bpf_throw(0);",
        Case.ITERATOR_ACTIVE_AT_THROW,
    ),
    # lists and trees
    "a node on the stack": (
        "struct node own; LOCK(shared)bpf_list_push_front_impl(&shared.list, &own.link, NULL, 0); UNLOCK(shared)",
        Case.NODE_NOT_ALLOCATED,
    ),
    "the other node member": (
        "NODE LOCK(shared)bpf_list_push_front_impl(&shared.list, &n->other, NULL, 0); UNLOCK(shared)",
        Case.NODE_IS_OTHER_MEMBER,
    ),
    "a list head on the stack": (
        "NODE struct bpf_list_head own; LOCK(shared)bpf_list_push_front_impl(&own, &n->link, NULL, 0); UNLOCK(shared)",
        Case.ROOT_MISPLACED,
    ),
    # places
    "a wq on the stack": ("struct bpf_wq own; bpf_wq_init(&own, &works, 0);", Case.OBJECT_OUTSIDE_MAP),
    "a wq of another map": ("LOOKUP bpf_wq_init(&w->wq, &others, 0);", Case.MAP_OF_OTHER_ELEMENT),
    "a wq with what is no map": ("LOOKUP bpf_wq_init(&w->wq, &key, 0);", Case.NOT_A_MAP),
    "another member as a wq": (
        "LOOKUP bpf_wq_init((struct bpf_wq *)&w->runs, &works, 0);",
        Case.OBJECT_IS_OTHER_MEMBER,
    ),
    # NULL
    "a result that is NULL": (
        'LOOKUP w = bpf_map_lookup_elem(&works, &key); if (!w) bpf_printk("none"); return w->runs;',
        Case.NULL_RESULT_USED,
    ),
}

RIGHT = {
    "an object of each kind": (
        "NODE bpf_obj_drop_impl(n, NULL);void *p = PERCPU(struct plain); if (p) bpf_percpu_obj_drop_impl(p, NULL);"
    ),
    "a tail call with nothing held": "bpf_rcu_read_lock(); bpf_rcu_read_unlock(); bpf_tail_call(ctx, &progs, 0);",
    "interrupts saved and restored": "unsigned long f; bpf_local_irq_save(&f); bpf_local_irq_restore(&f);",
    "thrown with nothing held": "bpf_preempt_disable(); bpf_preempt_enable(); bpf_throw(0);",
    "one lock after the other": ("LOCK(shared) UNLOCK(shared) LOCK(second) UNLOCK(second)"),
    "a node added under its lock": (
        "NODE LOCK(shared) bpf_list_push_front_impl(&shared.list, &n->link, NULL, 0); UNLOCK(shared)"
    ),
    "a wq of its map": "LOOKUP bpf_wq_init(&w->wq, &works, 0);",
    "above NULL is tested": "struct task_struct *p = bpf_task_from_pid(1); if (p > NULL) bpf_task_release(p);",
    "an argument of the hook": "struct task_struct *t = bpf_task_acquire(task); if (t) bpf_task_release(t);",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_noted_as_what_it_is(tmp_path: Path, name: str) -> None:
    body, case = WRONG[name]
    assert cases(walk(tmp_path, body, before=OBJECTS, version="7.1")) == {case}


@pytest.mark.parametrize("name", RIGHT)
def test_the_same_without_the_mistake(tmp_path: Path, name: str) -> None:
    assert cases(walk(tmp_path, RIGHT[name], before=OBJECTS, version="7.1")) == set()
