"""Kfuncs that are treated in a way of their own are known, and each in one way only."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from walked import cases, walk

from bpflint.flow.domain.cases import Case
from bpflint.flow.effects import critical_sections, dynptr, exceptions, graph, objects
from bpflint.kernel import load_facts

FAMILIES = (dynptr, exceptions, graph, objects, critical_sections)


def test_effects_by_name_are_of_kfuncs_that_there_are() -> None:
    known = set(load_facts().kfuncs)
    assert {name for family in FAMILIES for name in family.EFFECTS} <= known


def test_no_kfunc_has_two_effects() -> None:
    times = Counter(name for family in FAMILIES for name in family.EFFECTS)
    assert max(times.values()) == 1


@pytest.mark.parametrize(("version", "sure"), [("6.12", True), ("7.3", False)])
def test_kfuncs_of_others_under_a_lock_are_doubted_where_they_can_say_that_they_are_safe(
    tmp_path: Path, version: str, sure: bool
) -> None:
    before = "extern void vendor_do(void) __ksym; static struct { struct bpf_spin_lock lock; int n; } shared;"
    body = "bpf_spin_lock(&shared.lock); vendor_do(); bpf_spin_unlock(&shared.lock);"
    (event,) = walk(tmp_path, body, before=before, section="tc", version=version)
    assert (event.case, event.sure) == (Case.CALL_UNDER_LOCK, sure)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("value(1, &it);", {Case.ITERATOR_UNINITIALISED}),
        ("bpf_iter_num_new(&it, 0, 3); value(1, &it); bpf_iter_num_destroy(&it);", set()),
        ("value(1, NULL);", {Case.NULL_PASSED}),
    ],
)
def test_an_iterator_that_is_looked_at_was_begun(tmp_path: Path, body: str, expected: set[Case]) -> None:
    before = "extern int value(int number, struct bpf_iter_num *it__iter) __ksym;"
    assert cases(walk(tmp_path, f"struct bpf_iter_num it; {body}", before=before)) == expected
