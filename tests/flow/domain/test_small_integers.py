"""All that can be known of the integers from -8 to 7, held against the integers of which it is true.

Nothing true is ever left out. Each number is how many integers more are let through; less is better, and then it is
lowered.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Iterable

import pytest

from bpflint.flow.domain import known_bits
from bpflint.flow.domain.known_bits import Known

SMALL = range(-8, 8)
TRIED = range(-80, 81)
"""All results of operators on small integers, and some more."""


def holding(known: Known, tried: Iterable[int] = TRIED) -> set[int]:
    return {value for value in tried if known.low <= value <= known.high and not (value ^ known.bits) & ~known.open}


def shared(values: set[int]) -> Known:
    """The range of some integers, and the bits that all of them have."""
    differing = 0
    for value in values:
        differing |= value ^ min(values)
    return Known(min(values), max(values), min(values) & ~differing, differing)


def _patterns() -> Iterable[tuple[int, int]]:
    """Bits, and which are open: each of the lowest three and all above may be 0, 1 or open."""
    places = (-8, 4, 2, 1)
    for digits in itertools.product("01?", repeat=4):
        bits, unknown = (sum(itertools.compress(places, [digit == kind for digit in digits])) for kind in "1?")
        yield bits, unknown


RANGES = list(itertools.combinations_with_replacement(SMALL, 2))
PATTERNS = list(_patterns())
KNOWN = sorted(
    {
        shared(values)
        for low, high in RANGES
        for bits, unknown in PATTERNS
        if (values := holding(Known(low, high, bits, unknown), SMALL))
    },
    key=lambda known: (known.low, known.high, known.bits, known.open),
)
SOME = KNOWN[::7]
"""A number that has nothing to do with how they are ordered."""


def test_a_range_tells_the_bits_that_its_integers_share() -> None:
    assert all(known_bits.between(low, high) == shared(set(range(low, high + 1))) for low, high in RANGES)
    assert all(known_bits.exactly(value) == shared({value}) for value in SMALL)


def test_range_and_bits_say_all_that_they_tell_of_each_other() -> None:
    let_through = 0
    for (low, high), (bits, unknown) in itertools.product(RANGES, PATTERNS):
        values = holding(Known(low, high, bits, unknown))
        refined = known_bits.refined(low, high, bits, unknown)
        kept = set() if refined is None else holding(refined)
        assert values <= kept
        let_through += refined != (shared(values) if values else None)
    assert let_through == 924


def test_what_is_known_twice_is_known_together() -> None:
    let_through = 0
    for left, right in itertools.product(SOME, SOME):
        values = holding(left) & holding(right)
        met = left.meet(right)
        kept = set() if met is None else holding(met)
        assert values <= kept
        let_through += len(kept - values)
    assert let_through == 0


OPERATORS: dict[str, Callable[[int, int], int]] = {
    "added": operator.add,
    "subtracted": operator.sub,
    "multiplied": operator.mul,
    "both": operator.and_,
    "either": operator.or_,
    "differing": operator.xor,
}


@pytest.mark.parametrize(
    ("name", "slack"),
    [
        ("added", 2933),
        ("subtracted", 3046),
        ("multiplied", 44799),
        ("both", 3406),
        ("either", 3475),
        ("differing", 10743),
    ],
)
def test_operators_keep_what_is_known(name: str, slack: int) -> None:
    let_through = 0
    for left, right in itertools.product(SOME, SOME):
        results = {OPERATORS[name](a, b) for a in holding(left) for b in holding(right)}
        kept = holding(getattr(known_bits, name)(left, right))
        assert results <= kept, (left, right)
        let_through += len(kept - results)
    assert let_through == slack


def _quotient(value: int, by: int) -> int:
    return abs(value) // by * (1 if value >= 0 else -1)


DIVISIONS: dict[str, Callable[[int, int], int]] = {
    "divided": _quotient,
    "remainder": lambda value, by: value - by * _quotient(value, by),
}


@pytest.mark.parametrize(("name", "slack"), [("divided", 1020), ("remainder", 5609)])
def test_divisions_keep_what_is_known(name: str, slack: int) -> None:
    let_through = 0
    for known, by in itertools.product(KNOWN, range(1, 10)):
        results = {DIVISIONS[name](value, by) for value in holding(known)}
        kept = holding(getattr(known_bits, name)(known, by))
        assert results <= kept, (known, by)
        let_through += len(kept - results)
    assert let_through == slack


@pytest.mark.parametrize(("low", "high", "slack"), [(0, 3, 32), (0, 15, 856), (-2, 1, 32), (-4, 3, 152), (-16, 15, 0)])
def test_a_type_keeps_what_is_known_of_its_bits(low: int, high: int, slack: int) -> None:
    let_through = 0
    for known in KNOWN:
        results = {(value - low) % (high - low + 1) + low for value in holding(known)}
        kept = holding(known_bits.wrapped(known, low, high))
        assert results <= kept, known
        let_through += len(kept - results)
    assert let_through == slack


def test_a_complement_is_exact() -> None:
    for known in KNOWN:
        assert holding(known_bits.complement(known)) == {~value for value in holding(known)}
