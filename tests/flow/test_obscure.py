"""Nothing is said of regions, references and protection on paths through what the parser did not understand."""

from __future__ import annotations

from pathlib import Path

import pytest
from walked import HEAD, follow

from bpflint.flow.domain.cases import Case
from bpflint.source.parse import parse_unit

FINDING = {
    Case.WALKED_POINTER_NEEDS_RCU: "struct task_struct *p = task->parent; bpf_task_acquire(p);",
    Case.REFERENCE_LEAKED: "bpf_task_from_pid(1);",
    Case.RCU_CLOSED_UNOPENED: "bpf_rcu_read_unlock();",
}
LOST = ["lost(task);", "use_of(undeclared);", "scoped(rcu) { task = task; }", "helper();"]
HELPER = "static void helper(void) { lost(); }\n"


def cases(tmp_path: Path, body: str, before: str = HELPER) -> set[Case]:
    path = tmp_path / "unit.bpf.c"
    start = 'SEC("tp_btf.s/task_newtask") int program(u64 *ctx) { struct task_struct *task = (void *)ctx[0]; '
    path.write_text(f"{HEAD}{before}{start}{body} return 0; }}\n")
    unit = parse_unit(str(path), ["-target", "bpf", "-std=gnu11", "-Wno-everything"])
    return {event.case for event in follow(unit).events}


@pytest.mark.parametrize("case", FINDING)
def test_a_path_that_is_understood(tmp_path: Path, case: Case) -> None:
    assert case in cases(tmp_path, FINDING[case])


@pytest.mark.parametrize("case", FINDING)
@pytest.mark.parametrize("lost", LOST)
def test_a_path_through_what_was_lost(tmp_path: Path, case: Case, lost: str) -> None:
    assert case not in cases(tmp_path, lost + FINDING[case])


def test_a_kfunc_that_nothing_declares_is_understood(tmp_path: Path) -> None:
    assert Case.RCU_CLOSED_UNOPENED in cases(tmp_path, "bpf_rcu_read_unlock(); bpf_cpumask_create();")


@pytest.mark.parametrize("loss", ["", "struct lost { undeclared_t member; };", "lost int variable;"])
def test_where_a_declaration_was_lost_nobody_knows_where_members_lie(tmp_path: Path, loss: str) -> None:
    body = "u32 key = 0; struct value *v = bpf_map_lookup_elem(&tasks, &key); if (v) bpf_kptr_xchg(&v->count, 0);"
    found = cases(tmp_path, body, f"{loss}\n{HELPER}")
    assert (Case.NOT_A_KPTR in found) is (not loss)


def test_a_value_of_a_type_that_was_lost_is_not_zero(tmp_path: Path) -> None:
    before = "static long (*bpf_probe_read_kernel)(void *dst, u32 size, const void *src) = (void *)113;\n"
    body = "bpf_rcu_read_lock(); bpf_probe_read_kernel(%s, 4, task); bpf_rcu_read_unlock();"
    assert Case.NULL_PASSED in cases(tmp_path, body % "NULL", before)
    assert Case.NULL_PASSED not in cases(tmp_path, body % "undeclared->member", before)


def test_a_member_whose_value_was_lost_is_not_zero(tmp_path: Path) -> None:
    before = "static long (*bpf_probe_read_kernel)(void *dst, u32 size, const void *src) = (void *)113;\n"
    before += "struct holder { void *place; int count; };\n"
    body = "struct holder holder = {%s}; bpf_probe_read_kernel(holder.place, 4, task);"
    assert Case.NULL_PASSED in cases(tmp_path, body % ".count = 1", before)
    assert Case.NULL_PASSED not in cases(tmp_path, body % ".lost = task, .count = 1", before)
