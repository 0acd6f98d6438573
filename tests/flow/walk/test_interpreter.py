"""Programs that the verifier accepts are walked in silence, and each mistake is told with the path that leads to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from walked import HEAD, analyse, cases, walk

from bpflint.flow import Budget
from bpflint.flow.domain.cases import Case

LEAK = Case.REFERENCE_LEAKED

ACCEPTED = {
    "released on both branches": """
        struct task_struct *p = bpf_task_from_pid(1);
        if (!p) return 0;
        if (p->pid == 3) { bpf_task_release(p); return 1; }
        bpf_task_release(p);""",
    "nothing to release where it is NULL": """
        struct task_struct *p = bpf_task_from_pid(1);
        if (p) bpf_task_release(p);""",
    "a flag remembers what was acquired": """
        struct task_struct *p = NULL;
        int taken = 0;
        if (bpf_get_prandom_u32() > 7) { p = bpf_task_from_pid(1); taken = p != NULL; }
        if (taken) bpf_task_release(p);""",
    "released at the end of a goto": """
        int result = 1;
        struct task_struct *p = bpf_task_from_pid(1);
        if (!p) return 0;
        if (p->pid > 5) goto out;
        result = 2;
    out:
        bpf_task_release(p);
        return result;""",
    "one of two missing": """
        struct task_struct *p = bpf_task_from_pid(1), *q = bpf_task_from_pid(2);
        if (!p || !q) {
            if (p) bpf_task_release(p);
            if (q) bpf_task_release(q);
            return 0;
        }
        bpf_task_release(p);
        bpf_task_release(q);""",
    "moved into a map": """
        u32 key = bpf_get_prandom_u32();
        struct value *v = bpf_map_lookup_elem(&tasks, &key);
        struct task_struct *p;
        if (!v) return 0;
        p = bpf_task_acquire(task);
        if (!p) return 0;
        p = bpf_kptr_xchg(&v->task, p);
        if (p) bpf_task_release(p);""",
    "an iterator to its end": """
        struct bpf_iter_num it;
        int *i, sum = 0;
        bpf_iter_num_new(&it, 0, 10);
        while ((i = bpf_iter_num_next(&it))) sum += *i;
        bpf_iter_num_destroy(&it);""",
    "a loop that ends": """
        struct task_struct *p[2];
        for (int i = 0; i < 2; i++) p[i] = bpf_task_from_pid(i);
        for (int i = 0; i < 2; i++) if (p[i]) bpf_task_release(p[i]);""",
    "a record submitted": """
        int *record = bpf_ringbuf_reserve(&records, sizeof(*record), 0);
        if (!record) return 0;
        *record = 1;
        bpf_ringbuf_submit(record, 0);""",
    "regions closed on every path": """
        bpf_rcu_read_lock();
        if (task->pid) { bpf_rcu_read_unlock(); return 0; }
        bpf_rcu_read_unlock();
        bpf_preempt_disable();
        bpf_preempt_enable();""",
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_is_silent(tmp_path: Path, name: str) -> None:
    assert walk(tmp_path, ACCEPTED[name]) == []


REJECTED = {
    "leaked on an early return": (
        "struct task_struct *p = bpf_task_from_pid(1); if (!p) return 0; if (p->pid) return 1; bpf_task_release(p);",
        {LEAK},
    ),
    "released twice": (
        "struct task_struct *p = bpf_task_from_pid(1); if (!p) return 0; bpf_task_release(p); bpf_task_release(p);",
        {Case.RELEASED_TWICE},
    ),
    "used after its release": (
        "struct task_struct *p = bpf_task_from_pid(1); if (!p) return 0; bpf_task_release(p); return p->pid;",
        {Case.USED_AFTER_RELEASE},
    ),
    "not tested before its release": (
        "struct task_struct *p = bpf_task_from_pid(1); bpf_task_release(p);",
        {Case.RESULT_PASSED_UNCHECKED},
    ),
    "not tested before it is read": (
        "struct task_struct *p = bpf_task_from_pid(1); int pid = p->pid; if (p) bpf_task_release(p); return pid;",
        {Case.RESULT_UNCHECKED},
    ),
    "never acquired": ("bpf_task_release(task);", {Case.RELEASED_UNOWNED}),
    "walked": (
        "struct task_struct *p = bpf_task_acquire(task->parent); if (p) bpf_task_release(p);",
        {Case.PLAIN_POINTER_NEEDS_RCU},
    ),
    "a region left open": (
        "bpf_rcu_read_lock(); if (task->pid) return 1; bpf_rcu_read_unlock();",
        {Case.RCU_OPEN_AT_RETURN},
    ),
    "a region closed twice": ("bpf_preempt_enable();", {Case.PREEMPTION_ENABLED_TWICE}),
    "an iterator not destroyed": (
        "struct bpf_iter_num it; bpf_iter_num_new(&it, 0, 3); bpf_iter_num_next(&it);",
        {Case.ITERATOR_LEAKED},
    ),
    "an iterator not begun": ("struct bpf_iter_num it; bpf_iter_num_next(&it);", {Case.ITERATOR_UNINITIALISED}),
    "a record used after it was submitted": (
        "int *r = bpf_ringbuf_reserve(&records, 4, 0); if (!r) return 0; bpf_ringbuf_submit(r, 0); *r = 1;",
        {Case.USED_AFTER_RELEASE},
    ),
    "beyond a record": (
        "int *r = bpf_ringbuf_reserve(&records, 4, 0); if (!r) return 0; r[1] = 1; bpf_ringbuf_submit(r, 0);",
        {Case.ACCESS_BEYOND_END},
    ),
    "thrown with a reference": (
        "struct task_struct *p = bpf_task_from_pid(1); if (!p) return 0; if (p->pid) bpf_throw(0);bpf_task_release(p);",
        {Case.REFERENCE_HELD_AT_THROW},
    ),
}


@pytest.mark.parametrize("name", REJECTED)
def test_tells(tmp_path: Path, name: str) -> None:
    body, expected = REJECTED[name]
    assert cases(walk(tmp_path, body)) == expected


def test_sleeping_in_a_region(tmp_path: Path) -> None:
    body = "char name[8]; bpf_rcu_read_lock(); bpf_copy_from_user_str(name, 8, NULL, 0); bpf_rcu_read_unlock();"
    assert cases(walk(tmp_path, body, section="fentry.s/bpf_fentry_test1")) == {Case.KFUNC_SLEEPS}


OBJECTS = """
struct node { struct bpf_list_node link; int data; };
struct bpf_spin_lock lock SEC(".bss.A");
struct bpf_list_head list SEC(".bss.A") __contains(node, link);
struct bpf_spin_lock other SEC(".bss.B");
static struct node *make(void)
{
	return bpf_obj_new_impl(__builtin_btf_type_id(*(struct node *)0, 0), NULL);
}
"""


def test_a_list_under_its_lock(tmp_path: Path) -> None:
    body = """
        struct node *n = make();
        struct bpf_list_node *popped;
        if (!n) return 0;
        bpf_spin_lock(&lock);
        bpf_list_push_front_impl(&list, &n->link, NULL, 0);
        popped = bpf_list_pop_front(&list);
        bpf_spin_unlock(&lock);
        if (popped) bpf_obj_drop_impl(container_of(popped, struct node, link), NULL);"""
    assert walk(tmp_path, body, before=OBJECTS, section="tc") == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("bpf_list_push_front_impl(&list, &n->link, NULL, 0);", {Case.LOCK_NOT_HELD}),
        (
            "bpf_spin_lock(&other); bpf_list_push_front_impl(&list, &n->link, NULL, 0); bpf_spin_unlock(&other);",
            {Case.OTHER_LOCK_HELD},
        ),
        (
            "bpf_spin_lock(&lock); bpf_list_push_front_impl(&list, &n->link, NULL, 0); bpf_spin_unlock(&lock);"
            "return n->data;",
            {Case.USED_AFTER_UNLOCK},
        ),
        ("bpf_obj_drop_impl(n, NULL); bpf_spin_lock(&lock); bpf_spin_unlock(&other);", {Case.OTHER_LOCK_UNLOCKED}),
    ],
)
def test_a_list_without(tmp_path: Path, body: str, expected: set[Case]) -> None:
    before = f"struct node *n = make(); if (!n) return 0; {body}"
    assert cases(walk(tmp_path, before, before=OBJECTS, section="tc")) == expected


def test_a_callback_gives_back_what_it_acquires(tmp_path: Path) -> None:
    before = """
        static int keeps(u32 index, void *context) { bpf_task_from_pid(index); return 0; }
        static int gives(u32 index, void *context)
        {
            struct task_struct *p = bpf_task_from_pid(index);
            if (p) bpf_task_release(p);
            return 0;
        }"""
    assert cases(walk(tmp_path, "bpf_loop(4, keeps, NULL, 0);", before=before)) == {Case.REFERENCE_LEAKED_BY_CALLBACK}
    assert walk(tmp_path, "bpf_loop(4, gives, NULL, 0);", before=before) == []


def test_the_story_is_told_in_order(tmp_path: Path) -> None:
    (event,) = walk(tmp_path, "struct task_struct *p = bpf_task_from_pid(1);\nif (p)\nreturn 1;")
    assert [step.message for step in event.steps] == ["bpf_task_from_pid() acquires it here", "p is not NULL"]
    assert event.parts["subject"] == "p"
    lines = [step.span.line for step in event.steps]
    assert lines == sorted(lines)
    assert event.span.line > lines[-1] - 1


def test_what_a_configuration_decides_is_in_doubt(tmp_path: Path) -> None:
    before = "const volatile int debug;"
    body = "struct task_struct *p = bpf_task_from_pid(1); if (!p) return 0; if (debug) return 1; bpf_task_release(p);"
    (event,) = walk(tmp_path, body, before=before)
    assert not event.sure


def test_bounds_end_the_walk_with_a_note(tmp_path: Path) -> None:
    text = 'SEC("tc") int program(void *ctx) { for (;;) { if (bpf_get_prandom_u32() == 3) bpf_task_from_pid(1); } }'
    analysis = analyse(tmp_path, text, budget=Budget(steps=5))
    assert [step.message for step in analysis.gave_up] == ["gave up in program(): too many steps"]


@pytest.mark.parametrize(
    ("depth", "gave_up"), [(60, []), (70, ["gave up in inner(): its loops are nested too deeply"])]
)
def test_loops_that_nobody_writes_end_the_walk_with_a_note(tmp_path: Path, depth: int, gave_up: list[str]) -> None:
    loops = "".join(f"for (int i{number} = 0; i{number} < 1; i{number}++) " for number in range(depth))
    inner = f"static void inner(void) {{ {loops} bpf_rcu_read_lock(); }}"
    text = f'{inner} SEC("tc") int program(void *ctx) {{ inner(); return 0; }}'
    assert [step.message for step in analyse(tmp_path, text).gave_up] == gave_up


def test_a_loop_without_end_is_walked_to_the_end(tmp_path: Path) -> None:
    text = (
        'SEC("tc") int program(void *ctx) { int i = 0; while (bpf_get_prandom_u32() != 3) i++; bpf_rcu_read_unlock(); }'
    )
    analysis = analyse(tmp_path, text)
    assert analysis.gave_up == []
    assert {event.case for event in analysis.events} == {Case.RCU_CLOSED_UNOPENED}


def test_facts_differ_by_kernel(tmp_path: Path) -> None:
    text = 'SEC("tp_btf/task_newtask") int program(u64 *ctx) { bpf_rcu_read_lock(); return 0; }'
    assert cases(analyse(tmp_path, text, "6.12").events) == {Case.RCU_OPEN_AT_RETURN}


def test_straight_assembly_is_followed(tmp_path: Path) -> None:
    body = """
        struct bpf_iter_num it;
        asm volatile ("r1 = %[it]; r2 = 0; r3 = 4; call %[bpf_iter_num_new];"
            "1: r1 = %[it]; call %[bpf_iter_num_next]; if r0 != 0 goto 1b;"
            :: [it]"p"(&it), [bpf_iter_num_new]"i"(bpf_iter_num_new), [bpf_iter_num_next]"i"(bpf_iter_num_next)
            : "r0", "r1", "r2", "r3", "r4", "r5", "memory");"""
    assert cases(walk(tmp_path, body, section="tc")) == {Case.ITERATOR_LEAKED}
    assert walk(tmp_path, f"{body}\nbpf_iter_num_destroy(&it);", section="tc") == []


def test_branches_in_assembly_are_bounded(tmp_path: Path) -> None:
    branches = "".join(f'"if r{number % 5 + 1} > 3 goto {number}f; r0 = 1; {number}:"' for number in range(1, 40))
    text = f"""SEC("tc") int program(u64 *ctx) {{
        asm volatile ("call %[lookup];" {branches} :: [lookup]"i"(bpf_map_lookup_elem) : "memory"); return 0; }}"""
    whole = analyse(tmp_path, text)
    assert (whole.steps < 3_000, whole.gave_up) == (True, [])  # paths that are alike join at labels
    found = analyse(tmp_path, text, budget=Budget(steps=whole.steps // 2))
    assert [step.message for step in found.gave_up] == ["gave up in program(): too many steps"]


def test_the_head_of_these_tests_has_no_mistakes(tmp_path: Path) -> None:
    assert "struct task_struct" in HEAD
    assert analyse(tmp_path, 'SEC("tc") int program(void *ctx) { return 0; }').events == []


def test_of_a_size_read_at_an_unknown_place_the_verifier_may_know_more(tmp_path: Path) -> None:
    body = "char to[8] = {}; u64 sizes[2] = {4, 8}; u64 known = ctx[1];"
    call = "bpf_copy_from_user_str(to, %s, (void *)ctx[2], 0);"
    for size, expected in (("known", True), ("sizes[known & 1]", False)):
        found = {event.case for event in walk(tmp_path, f"{body} {call % size}", section="fentry.s/x", version="7.1")}
        assert (Case.SIZE_UNBOUNDED in found) is expected, size


def test_an_exception_callback_that_is_nowhere_is_for_the_compiler(tmp_path: Path) -> None:
    text = """
SEC("tc") __attribute__((btf_decl_tag("exception_callback:nowhere"))) int program(void *ctx) { return 0; }
"""
    assert analyse(tmp_path, text, "6.12").events == []


def test_an_exception_callback_is_named_by_the_program_and_not_by_what_it_wraps(tmp_path: Path) -> None:
    body = "static __attribute__((always_inline)) {} int ____program(u64 *ctx) {{ return 0; }}\n"
    tag = '__attribute__((btf_decl_tag("exception_callback:callback")))'
    head = "void callback(u64 cookie) {}\n"
    outer = head + body.format("") + f'SEC("tc") {tag} int program(u64 *ctx) {{ return ____program(ctx); }}'
    inner = head + body.format(tag) + 'SEC("tc") int program(u64 *ctx) { return ____program(ctx); }'
    assert {event.case for event in analyse(tmp_path, outer, "6.12").events} == {Case.EXCEPTION_CALLBACK_VOID}
    assert analyse(tmp_path, inner, "6.12").events == []


def test_exception_callbacks_mean_nothing_without_exceptions(tmp_path: Path) -> None:
    text = """
int callback(u64 cookie) { return 0; }
SEC("tc") __attribute__((btf_decl_tag("exception_callback:callback"))) int program(void *ctx)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return callback(0);
}
"""
    assert Case.EXCEPTION_CALLBACK_CALLED in {event.case for event in analyse(tmp_path, text, "6.12").events}
    assert Case.EXCEPTION_CALLBACK_CALLED not in {event.case for event in analyse(tmp_path, text, "6.6").events}
