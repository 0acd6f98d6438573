"""What the loader or the kernel decides, and nobody knows, makes findings unsure."""

from __future__ import annotations

from pathlib import Path

import pytest
from walked import walk

from bpflint.flow.domain.cases import Case

LEAK = "if (%s) bpf_task_from_pid(1);"


@pytest.mark.parametrize(
    ("before", "test", "sure"),
    [
        (
            "extern void bpf_testmod_test_mod_kfunc(int i) __ksym __attribute__((weak));",
            "bpf_testmod_test_mod_kfunc",
            False,
        ),
        (
            "extern void bpf_testmod_test_mod_kfunc(int i) __ksym __attribute__((weak));",
            "!!bpf_testmod_test_mod_kfunc",
            False,
        ),
        ("const volatile int wanted;", "wanted", False),
        ("", "bpf_get_prandom_u32()", True),
    ],
)
def test_a_leak_behind_what_nobody_knows_is_doubted(tmp_path: Path, before: str, test: str, sure: bool) -> None:
    (event,) = walk(tmp_path, LEAK % test, before=before)
    assert (event.case, event.sure) == (Case.REFERENCE_LEAKED, sure)


CONSTANT = "const volatile int wanted; const volatile struct { int deep[2]; } options; int count;"


@pytest.mark.parametrize(
    ("body", "sure"),
    [
        ("if (wanted) count++; bpf_task_from_pid(1);", True),
        ("int pid = 1; if (wanted) pid = 2; bpf_task_from_pid(pid);", True),
        ("if (options.deep[1]) count++; bpf_task_from_pid(1);", True),
        ("if (options.deep[1]) bpf_task_from_pid(1);", False),
        ("if (wanted) count++; if (!wanted) bpf_task_from_pid(1);", True),
        ("if (wanted == 3) count++; else if (wanted == 5) bpf_task_from_pid(1);", False),
        ("switch (wanted) { case 1: count++; break; case 2: bpf_task_from_pid(1); }", False),
        ("switch (wanted) { case 1: count++; break; case 2: count--; } bpf_task_from_pid(1);", True),
        ("int pid = wanted ? 1 : 2; bpf_task_from_pid(pid);", True),
    ],
)
def test_what_happens_on_both_sides_of_an_open_test_is_certain(tmp_path: Path, body: str, sure: bool) -> None:
    (event,) = walk(tmp_path, body, before=CONSTANT)
    assert (event.case, event.sure) == (Case.REFERENCE_LEAKED, sure)


COMPARED = "struct task_struct *own = 0, *other; unsigned a = bpf_get_prandom_u32(), b = bpf_get_prandom_u32();"
OTHER = "other = bpf_task_from_pid(2); if (other) bpf_task_release(other);"


@pytest.mark.parametrize(
    ("test", "between", "sure"),
    [
        ("a == b", OTHER, True),
        ("a < b", OTHER, True),
        ("a != 4", OTHER, True),
        ("a == b", "bpf_get_prandom_u32();", False),
        ("a == b", "if (own) bpf_get_prandom_u32();", False),
        ("a > 7", OTHER, False),
        ("a == 3 || a == 4", OTHER, False),
    ],
)
def test_the_verifier_forgets_for_sure_what_no_compiler_copies(
    tmp_path: Path, test: str, between: str, sure: bool
) -> None:
    opened = f"{COMPARED} if ({test}) own = bpf_task_from_pid(1);"
    events = walk(tmp_path, f"{opened} {between} if ({test}) {{ if (own) bpf_task_release(own); }} return 0;")
    assert {event.sure for event in events} == {sure}


@pytest.mark.parametrize("test", ["a == b", "a == 3 || a == 4", "a > 7", "a != 4 && b == 2"])
def test_compilers_remember_what_was_tested_a_moment_ago(tmp_path: Path, test: str) -> None:
    opened = f"{COMPARED} if ({test}) own = bpf_task_from_pid(1);"
    assert not walk(tmp_path, f"{opened} if ({test}) {{ if (own) bpf_task_release(own); }} return 0;")
