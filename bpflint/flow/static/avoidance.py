"""Which blocks are reached however some tests turn out, each for itself.

Code behind a test of the kernel or of the loader's constants may be there only for those that pass it. A test is not
alone: `if (a || !b)` is two, and what follows it is reached with either answer to each, but not with every pair.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

MAX_BLOCKS = 5000
"""Blocks of a function; in a larger one nothing counts as unavoidable. A block costs one bit for each of the others."""

MAX_ROUNDS = 64
"""Rounds until what is reached is known; real code takes one more than its loops are nested."""

Outcomes = Mapping[int, Collection[tuple[int, ...]]]
"""For each block its outcomes: the blocks that it can lead to. Only a test has more than one outcome."""


def unavoidable(outcomes: Outcomes) -> frozenset[int]:
    """Blocks that some path from block 0 reaches, whichever outcome each test has."""
    order = _deepest_first(outcomes)
    if len(order) > MAX_BLOCKS:
        return frozenset()
    # What is reached from each block, as bits: with every outcome, in any of the ways that this leaves. It grows until
    # it is stable, so a test that can go round for ever avoids what comes after.
    reached = dict.fromkeys(order, 0)
    for _ in range(MAX_ROUNDS):
        grows = False
        for index in order:
            after = -1
            for targets in outcomes[index]:
                some = 0
                for target in targets:
                    some |= reached[target]
                after &= some
            after |= 1 << index
            if after != reached[index]:
                reached[index] = after
                grows = True
        if not grows:
            return frozenset(index for index in order if reached[0] >> index & 1)
    return frozenset()


def _deepest_first(outcomes: Outcomes) -> list[int]:
    """The blocks, most of them behind all that they lead to."""
    order: list[int] = []
    seen = {0}
    stack = [(0, iter(_targets(outcomes, 0)))]
    while stack:
        index, targets = stack[-1]
        target = next((each for each in targets if each not in seen), None)
        if target is None:
            order.append(index)
            stack.pop()
        else:
            seen.add(target)
            stack.append((target, iter(_targets(outcomes, target))))
    return order


def _targets(outcomes: Outcomes, index: int) -> set[int]:
    return {target for targets in outcomes[index] for target in targets}
