"""Conditions of constants are worked out as a compiler does, and left alone where nobody writes such."""

from __future__ import annotations

import operator

import pytest

from bpflint.flow.static.constants import binary

NUMBERS = (-1, 0, 1, 5, 63, 64)
PLAIN = {"&": operator.and_, "|": operator.or_, "+": operator.add}
COMPARED = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


@pytest.mark.parametrize("left", NUMBERS)
@pytest.mark.parametrize("right", NUMBERS)
def test_operators_are_those_of_c(left: int, right: int) -> None:
    for op, meant in (PLAIN | COMPARED).items():
        assert binary(op, left, right) == int(meant(left, right)), op
    assert binary("<<", left, right) == (left << right if right in range(64) else None)


@pytest.mark.parametrize("op", [*PLAIN, *COMPARED, "<<"])
def test_what_is_not_known_stays_so(op: str) -> None:
    assert binary(op, None, 3) is binary(op, 3, None) is binary(op, None, None) is None


def test_a_mask_of_nothing_is_zero() -> None:
    assert binary("&", None, 0) == binary("&", 0, None) == 0
    assert binary("*", 2, 3) is None
