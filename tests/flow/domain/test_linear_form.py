"""Offsets as sums: equal ones are equal however they are written, and nothing is taken apart that may wrap around."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from itertools import count

import pytest

from bpflint.flow.domain import arithmetic
from bpflint.flow.domain.linear_form import linear_form, origins
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Distance, Scalar
from bpflint.source.types import Kind, Type

INT = Type(Kind.INT, "int", 4, signed=True)
BYTE = Type(Kind.INT, "unsigned char", 1)
LENGTH = Scalar(0, 15, 1)
"""What a bit-field of four bits holds."""


Compute = Callable[..., Scalar]


@pytest.fixture
def compute() -> Compute:
    state, numbers = State([]), count(100)
    known: dict[Hashable, int] = {}

    def number(key: Hashable) -> int:
        return known.setdefault(key, next(numbers))

    def made(op: str, left: Scalar, right: int, ctype: Type = INT) -> Scalar:
        result = arithmetic.compute(state, op, left, Scalar(right, right), ctype, number)
        assert isinstance(result, Scalar)
        return result

    return made


def test_the_same_sum_in_other_words(compute: Compute) -> None:
    by_four = Distance(14, ((compute("*", LENGTH, 4), 1),))
    shifted = Distance(0, ((compute("+", compute("<<", LENGTH, 2), 14), 1),))
    indexed = Distance(14, ((LENGTH, 4),))
    forms = {linear_form(State([]), each) for each in (by_four, shifted, indexed)}
    assert forms == {(14, frozenset({(1, 4)}))}
    assert {origins(State([]), each) for each in (by_four, shifted, indexed)} == {frozenset({1})}


def test_what_may_wrap_around_is_a_number_of_its_own(compute: Compute) -> None:
    wraps = compute("*", LENGTH, 100, BYTE)
    form = linear_form(State([]), Distance(2, ((wraps, 1),)))
    assert form == (2, frozenset({(wraps.ident, 1)}))
    assert origins(State([]), Distance(2, ((wraps, 1),))) == {1}


def test_numbers_without_identity_equal_nothing() -> None:
    assert linear_form(State([]), Distance(0, ((Scalar(0, 9), 1),))) is None
    assert 0 in origins(State([]), Distance(0, ((Scalar(0, 9), 1),)))
