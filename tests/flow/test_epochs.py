"""Changes of the verifier that no fact tells: kernels on different sides of one are told apart."""

from __future__ import annotations

from itertools import pairwise

from bpflint.flow import epochs
from bpflint.kernel import load_facts


def test_kernels_on_both_sides_of_a_change_are_told_apart() -> None:
    changed = {new for old, new in pairwise(load_facts().versions) if epochs.epoch(old) != epochs.epoch(new)}
    assert changed == set(epochs.CHANGES)
    assert {epochs.RCU_NESTS, epochs.RCU_BY_REGION} <= changed
