"""Pointers as truth values go on saying whether they are NULL; numbers without a sign lead back."""

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


@pytest.mark.parametrize(("back", "expected"), [("-16ULL", set()), ("-8ULL", {Case.RELEASED_AT_OFFSET})])
def test_a_number_without_a_sign_leads_back(tmp_path: Path, back: str, expected: set[Case]) -> None:
    before = "struct node { long data; long other; long last; };"
    body = f"""
        struct node *n = bpf_obj_new_impl(__builtin_btf_type_id(*(struct node *)0, 0), NULL);
        if (!n)
            return 0;
        bpf_obj_drop_impl((char *)n + 16 + {back}, NULL);"""
    assert cases(walk(tmp_path, body, before=before)) == expected
