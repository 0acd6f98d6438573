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
