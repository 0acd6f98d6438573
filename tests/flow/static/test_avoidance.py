"""Blocks that no outcome of a test avoids."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from bpflint.flow.static.avoidance import MAX_BLOCKS, Outcomes, unavoidable


def outcomes(ways: Mapping[int, tuple[int, ...]], *tests: int) -> Outcomes:
    """Each of `tests` may go any of its ways, and nobody knows which."""
    return {index: [(each,) for each in to] if index in tests else [to] for index, to in ways.items()}


def test_a_test_avoids_what_stands_behind_it() -> None:
    ways = {0: (1, 2), 1: (2,), 2: (3, 4), 3: (4,), 4: ()}
    assert unavoidable(outcomes(ways)) == {0, 1, 2, 3, 4}
    assert unavoidable(outcomes(ways, 0)) == {0, 2, 3, 4}
    assert unavoidable(outcomes(ways, 0, 2)) == {0, 2, 4}


def test_two_tests_avoid_what_neither_does() -> None:
    # if (a) goto 3; if (b) goto 3; goto 4;
    ways = {0: (3, 1), 1: (3, 4), 3: (4,), 4: ()}
    assert 3 in unavoidable(outcomes(ways, 0))
    assert 3 in unavoidable(outcomes(ways, 1))
    assert unavoidable(outcomes(ways, 0, 1)) == {0, 4}


def test_an_outcome_may_leave_several_ways() -> None:
    assert unavoidable({0: [(1,), (1, 2)], 1: [()], 2: [()]}) == {0, 1}
    assert unavoidable({0: [(2,), (1, 2)], 1: [()], 2: [()]}) == {0, 2}


def test_a_loop_may_never_end() -> None:
    ways = {0: (1,), 1: (2, 3), 2: (1,), 3: ()}
    assert unavoidable(outcomes(ways, 1)) == {0, 1}


def test_a_giant_is_left_alone() -> None:
    ways = {index: (index + 1,) for index in range(MAX_BLOCKS)} | {MAX_BLOCKS: ()}
    assert unavoidable(outcomes(ways)) == frozenset()


def test_a_tangle_is_given_up() -> None:
    # Each block leads to the next but one behind it, over and over against the order in which they are looked at.
    tangle: dict[int, list[tuple[int, ...]]]
    tangle = {index: [(index - 1,)] if index % 2 else [(index + 3, index + 1)] for index in range(400)}
    tangle |= {index: [()] for index in range(400, 404)}
    assert unavoidable(tangle) <= frozenset(tangle)


@st.composite
def graphs(draw: st.DrawFn) -> dict[int, list[tuple[int, ...]]]:
    size = draw(st.integers(2, 7))
    ways = st.lists(st.integers(0, size - 1), max_size=2).map(tuple)
    tests = draw(st.sets(st.integers(0, size - 1), max_size=4))
    return {index: draw(st.lists(ways, min_size=1, max_size=3 if index in tests else 1)) for index in range(size)}


@given(graphs())
def test_it_is_what_every_set_of_outcomes_leaves(graph: dict[int, list[tuple[int, ...]]]) -> None:
    left = set(graph)
    for ways in product(*graph.values()):
        reached: set[int] = set()
        work = [0]
        while work:
            index = work.pop()
            if index not in reached:
                reached.add(index)
                work += ways[index]
        left &= reached
    assert unavoidable(graph) == left
