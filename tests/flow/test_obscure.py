"""Nothing is said of regions, references and protection on paths through what the parser did not understand."""

from __future__ import annotations

from pathlib import Path

import pytest
from walked import HEAD, follow

from bpflint.source.parse import parse_unit

FINDING = {
    "KF108": "struct task_struct *p = task->parent; bpf_task_acquire(p);",
    "KF403": "bpf_task_from_pid(1);",
    "KF407": "bpf_rcu_read_unlock();",
}
LOST = ["lost(task);", "use_of(undeclared);", "scoped(rcu) { task = task; }", "helper();"]
HELPER = "static void helper(void) { lost(); }\n"


def rules(tmp_path: Path, body: str, before: str = HELPER) -> set[str]:
    path = tmp_path / "unit.bpf.c"
    start = 'SEC("tp_btf.s/task_newtask") int program(u64 *ctx) { struct task_struct *task = (void *)ctx[0]; '
    path.write_text(f"{HEAD}{before}{start}{body} return 0; }}\n")
    unit = parse_unit(str(path), ["-target", "bpf", "-std=gnu11", "-Wno-everything"])
    return {event.rule for event in follow(unit).events}


@pytest.mark.parametrize("rule", FINDING)
def test_a_path_that_is_understood(tmp_path: Path, rule: str) -> None:
    assert rule in rules(tmp_path, FINDING[rule])


@pytest.mark.parametrize("rule", FINDING)
@pytest.mark.parametrize("lost", LOST)
def test_a_path_through_what_was_lost(tmp_path: Path, rule: str, lost: str) -> None:
    assert rule not in rules(tmp_path, lost + FINDING[rule])


def test_a_kfunc_that_nothing_declares_is_understood(tmp_path: Path) -> None:
    assert "KF407" in rules(tmp_path, "bpf_rcu_read_unlock(); bpf_cpumask_create();")


@pytest.mark.parametrize("loss", ["", "struct lost { undeclared_t member; };", "lost int variable;"])
def test_where_a_declaration_was_lost_nobody_knows_where_members_lie(tmp_path: Path, loss: str) -> None:
    body = "u32 key = 0; struct value *v = bpf_map_lookup_elem(&tasks, &key); if (v) bpf_kptr_xchg(&v->count, 0);"
    found = rules(tmp_path, body, f"{loss}\n{HELPER}")
    assert ("KF410" in found) is (not loss)


def test_a_value_of_a_type_that_was_lost_is_not_zero(tmp_path: Path) -> None:
    before = "static long (*bpf_probe_read_kernel)(void *dst, u32 size, const void *src) = (void *)113;\n"
    body = "bpf_rcu_read_lock(); bpf_probe_read_kernel(%s, 4, task); bpf_rcu_read_unlock();"
    assert "KF107" in rules(tmp_path, body % "NULL", before)
    assert "KF107" not in rules(tmp_path, body % "undeclared->member", before)
