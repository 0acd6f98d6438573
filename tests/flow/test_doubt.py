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
        ("if (wanted) count++; if (!wanted) bpf_task_from_pid(1);", False),
        ("if (wanted == 3) count++; else if (wanted == 5) bpf_task_from_pid(1);", False),
        ("switch (wanted) { case 1: count++; break; case 2: bpf_task_from_pid(1); }", False),
        ("switch (wanted) { case 1: count++; break; case 2: count--; } bpf_task_from_pid(1);", True),
        ("int pid = wanted ? 1 : 2; bpf_task_from_pid(pid);", True),
    ],
)
def test_what_happens_on_both_sides_of_an_open_test_is_certain(tmp_path: Path, body: str, sure: bool) -> None:
    (event,) = walk(tmp_path, body, before=CONSTANT)
    assert (event.case, event.sure) == (Case.REFERENCE_LEAKED, sure)
