"""A pointer that becomes a truth value goes on saying whether it is NULL."""

from __future__ import annotations

from pathlib import Path

import pytest
from walked import cases, walk

from bpflint.flow.domain.cases import Case


@pytest.mark.parametrize(("test", "expected"), [("has", set()), ("!has", {Case.REFERENCE_LEAKED})])
@pytest.mark.parametrize("cast", ["_Bool has = p;", "_Bool has = p != NULL;", "_Bool has = !!p;", "u64 has = (u64)p;"])
def test_a_pointer_as_a_truth_value(tmp_path: Path, cast: str, test: str, expected: set[Case]) -> None:
    body = f"struct task_struct *p = bpf_task_from_pid(1); {cast} if ({test}) bpf_task_release(p);"
    assert cases(walk(tmp_path, body)) >= expected
    assert bool(cases(walk(tmp_path, body))) == bool(expected)
