"""Kfuncs that are treated in a way of their own are known, and each in one way only."""

from __future__ import annotations

from collections import Counter

from bpflint.flow.effects import dynptr, exceptions, graph, objects, regions
from bpflint.kernel import load_facts

FAMILIES = (dynptr, exceptions, graph, objects, regions)


def test_effects_by_name_are_of_kfuncs_that_there_are() -> None:
    known = set(load_facts().kfuncs)
    assert {name for family in FAMILIES for name in family.EFFECTS} <= known


def test_no_kfunc_has_two_effects() -> None:
    times = Counter(name for family in FAMILIES for name in family.EFFECTS)
    assert max(times.values()) == 1
