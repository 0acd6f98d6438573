"""Ranges hold every value that C computes, and no more where that is known."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable

import pytest

from bpflint.flow.domain.arithmetic import Number, compute, convert, negate, swapped
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Scalar, Value
from bpflint.source.types import Kind, Type

INT = Type(Kind.INT, "int", 4, signed=True)
U8 = Type(Kind.INT, "unsigned char", 1)
S8 = Type(Kind.INT, "signed char", 1, signed=True)


def _divided(a: int, b: int) -> int:
    return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


OPERATORS: dict[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    "<<": lambda a, b: a << b,
    ">>": lambda a, b: a >> b,
    "/": _divided,
    "%": lambda a, b: a - b * _divided(a, b),
}


def computed(op: str, left: tuple[int, int], right: tuple[int, int], ctype: Type = INT) -> Value:
    return compute(State(), op, Scalar(*left, 1), Scalar(*right, 2), ctype, lambda _key: 3)


@pytest.mark.parametrize("op", OPERATORS)
def test_every_result_is_in_the_range(op: str) -> None:
    ranges = list(itertools.combinations_with_replacement((-5, -2, -1, 0, 1, 3, 6), 2))
    for left, right in itertools.product(ranges, ranges):
        value = computed(op, left, right)
        assert isinstance(value, Scalar)
        for a, b in itertools.product(range(left[0], left[1] + 1), range(right[0], right[1] + 1)):
            if (op in ("/", "%") and not b) or (op in ("<<", ">>") and b < 0):
                continue  # C says nothing of these
            assert value.low <= OPERATORS[op](a, b) <= value.high, (left, right)


@pytest.mark.parametrize(
    ("op", "left", "right", "expected"),
    [
        ("+", (1, 3), (-2, 4), (-1, 7)),
        ("-", (1, 3), (-2, 4), (-3, 5)),
        ("*", (-2, 3), (-5, 4), (-15, 12)),
        ("&", (6, 6), (3, 3), (2, 2)),
        ("&", (0, 100), (7, 7), (0, 7)),
        ("&", (0, 5), (7, 7), (0, 5)),
        ("&", (-9, 5), (7, 7), (0, 7)),
        ("&", (7, 7), (0, 5), (0, 5)),
        ("&", (7, 7), (-3, 5), (0, 7)),
        ("&", (2, 9), (3, 12), (0, 9)),
        ("|", (6, 6), (3, 3), (7, 7)),
        ("|", (2, 5), (3, 9), (3, 15)),
        ("^", (6, 6), (3, 3), (5, 5)),
        ("<<", (1, 3), (4, 4), (16, 48)),
        ("<<", (1, 3), (0, 0), (1, 3)),
        (">>", (17, 48), (4, 4), (1, 3)),
        (">>", (-17, 48), (4, 4), (-2, 3)),
        ("/", (7, 20), (3, 3), (2, 6)),
        ("/", (0, 20), (1, 1), (0, 20)),
        ("%", (7, 7), (4, 4), (3, 3)),
        ("%", (0, 20), (4, 4), (0, 3)),
        ("%", (0, 2), (4, 4), (0, 2)),
    ],
)
def test_the_range_is_as_small_as_is_known(
    op: str, left: tuple[int, int], right: tuple[int, int], expected: tuple[int, int]
) -> None:
    value = computed(op, left, right)
    assert isinstance(value, Scalar)
    assert (value.low, value.high) == expected
    assert not value.vague


@pytest.mark.parametrize(
    ("op", "left", "right"),
    [("/", (-7, 20), (3, 3)), ("/", (7, 20), (0, 0)), ("/", (7, 20), (1, 3)), ("<<", (1, 3), (64, 64)),
     (">>", (1, 3), (-1, -1)), ("%", (-7, -7), (4, 4)), ("|", (-1, 3), (0, 2)), ("^", (0, 3), (0, 2))],
)  # fmt: skip
def test_what_is_not_modelled_is_vague(op: str, left: tuple[int, int], right: tuple[int, int]) -> None:
    value = computed(op, left, right)
    assert isinstance(value, Scalar)
    assert (value.low, value.high, value.vague) == (-(2**31), 2**31 - 1, True)


def test_results_wrap_in_their_type() -> None:
    constant = computed("+", (200, 200), (100, 100), U8)
    assert isinstance(constant, Scalar) and constant.constant == 44
    constant = computed("-", (-128, -128), (1, 1), S8)
    assert isinstance(constant, Scalar) and constant.constant == 127
    overflowing = computed("+", (200, 250), (0, 100), U8)
    assert isinstance(overflowing, Scalar)
    assert (overflowing.low, overflowing.high, overflowing.vague) == (0, 255, False)
    product = computed("*", (20, 30), (9, 10), U8)
    assert isinstance(product, Scalar)
    assert (product.low, product.high, product.vague) == (0, 255, True)


def test_conversions_keep_what_fits() -> None:
    def converted(low: int, high: int, ctype: Type) -> tuple[int, int]:
        value = convert(State(), Scalar(low, high, 1), ctype, lambda _key: 3)
        assert isinstance(value, Scalar)
        return value.low, value.high

    assert converted(0, 255, U8) == (0, 255)
    assert converted(-1, 255, U8) == (0, 255)
    assert converted(300, 300, U8) == (44, 44)
    assert converted(-128, 127, S8) == (-128, 127)
    assert converted(0, 128, S8) == (-128, 127)


@pytest.mark.parametrize(
    "operation",
    [
        pytest.param(lambda number: compute(State(), "+", Scalar(0, 9, 7), Scalar(0, 9, 8), INT, number), id="a sum"),
        pytest.param(lambda number: convert(State(), Scalar(0, 999, 7), U8, number), id="a conversion"),
        pytest.param(lambda number: negate(State(), "-", Scalar(0, 9, 7), INT, number), id="-x"),
        pytest.param(lambda number: negate(State(), "~", Scalar(0, 9, 7), INT, number), id="~x"),
        pytest.param(lambda number: swapped("__builtin_bswap32", Scalar(0, 9, 7), INT, number), id="bytes swapped"),
    ],
)
def test_the_key_of_a_number_tells_what_it_is_computed_of(operation: Callable[[Number], Value]) -> None:
    keys: list[Hashable] = []

    def number(key: Hashable) -> int:
        keys.append(key)
        return 9

    operation(number)
    assert [("#", 7) in key for key in keys if isinstance(key, tuple)] == [True]
