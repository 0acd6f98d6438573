"""What is known of a result holds every integer that C computes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpflint.flow.domain import known_bits as known
from bpflint.flow.domain.known_bits import Known


def holds(what: Known, value: int) -> bool:
    return what.low <= value <= what.high and not (value ^ what.bits) & ~what.open


def all_of(values: list[int]) -> Known:
    """The range of some integers, and the bits that they share."""
    differing = 0
    for value in values:
        differing |= value ^ values[0]
    return Known(min(values), max(values), values[0] & ~differing, differing)


INTEGERS = st.lists(st.integers(-300, 300), min_size=1, max_size=4)

OPERATORS: dict[str, tuple[Callable[[Known, Known], Known], Callable[[int, int], int]]] = {
    "+": (known.added, lambda a, b: a + b),
    "-": (known.subtracted, lambda a, b: a - b),
    "*": (known.multiplied, lambda a, b: a * b),
    "&": (known.both, lambda a, b: a & b),
    "|": (known.either, lambda a, b: a | b),
    "^": (known.differing, lambda a, b: a ^ b),
}


@pytest.mark.parametrize("op", OPERATORS)
@given(left=INTEGERS, right=INTEGERS)
def test_operators_leave_out_no_result(op: str, left: list[int], right: list[int]) -> None:
    compute, exact = OPERATORS[op]
    result = compute(all_of(left), all_of(right))
    assert all(holds(result, exact(a, b)) for a in left for b in right)


@given(values=INTEGERS, by=st.integers(1, 40))
def test_quotients_and_remainders_are_those_of_c(values: list[int], by: int) -> None:
    for value in values:
        quotient = abs(value) // by * (1 if value >= 0 else -1)
        assert holds(known.divided(all_of(values), by), quotient)
        assert holds(known.remainder(all_of(values), by), value - by * quotient)


@pytest.mark.parametrize(("low", "high"), [(0, 15), (-8, 7), (0, 255), (-128, 127)])
@given(values=INTEGERS)
def test_types_keep_the_lowest_bits(low: int, high: int, values: list[int]) -> None:
    cut = known.wrapped(all_of(values), low, high)
    assert all(holds(cut, (value - low) % (high - low + 1) + low) for value in values)


@given(left=INTEGERS, right=INTEGERS)
def test_what_both_hold_is_left(left: list[int], right: list[int]) -> None:
    met = all_of(left).meet(all_of(right))
    assert all(met is not None and holds(met, value) for value in left if value in right)


def test_range_and_bits_tell_of_each_other() -> None:
    assert known.refined(16, 31, 0x20, 0xF) is None  # 0x20 to 0x2f
    assert known.refined(0, 255, 0x20, 0xF) == Known(0x20, 0x2F, 0x20, 0xF)
    assert known.refined(33, 47, 0x20, ~0x31) == Known(34, 46, 0x20, 0xE)
