"""Which tests are one test, held against all values that the numbers in them can have."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable

import pytest

from bpflint.flow.domain.open_tests import is_open, is_vague, key_of, outcome, value_key
from bpflint.flow.domain.values import (
    CLOBBERED,
    UNKNOWN,
    Argument,
    Condition,
    Pointer,
    Region,
    RegionKind,
    Scalar,
    Value,
)

X, Y = 1, 2
VALUES = range(-1, 4)
HOLDS: dict[str, Callable[[int, int], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
NUMBERS = [Scalar(-1, 3, X), Scalar(-1, 3, Y), Scalar(0, 0), Scalar(2, 2)]
TESTS: list[Value] = [
    *NUMBERS[:2],
    *(Condition(op, left, right) for op in HOLDS for left, right in itertools.permutations(NUMBERS, 2)),
]


def _number(value: Value, x: int, y: int) -> int:
    assert isinstance(value, Scalar)
    return {X: x, Y: y}.get(value.ident, value.low)


def _truths(test: Value) -> tuple[bool, ...]:
    """How a test comes out, for all values of x and y."""
    pairs = itertools.product(VALUES, VALUES)
    if isinstance(test, Condition):
        return tuple(HOLDS[test.op](_number(test.left, *pair), _number(test.right, *pair)) for pair in pairs)
    return tuple(_number(test, *pair) != 0 for pair in pairs)


def test_tests_are_one_if_they_always_come_out_alike() -> None:
    for one, other in itertools.combinations(TESTS, 2):
        (key, truth), (other_key, other_truth) = key_of(one), key_of(other)
        if key == other_key:
            same = _truths(one) if truth is other_truth else tuple(not each for each in _truths(one))
            assert _truths(other) == same, (one, other)


def _numbers_of(test: Condition) -> frozenset[int]:
    return frozenset(id(each) for each in (test.left, test.right))


def test_tests_of_the_same_two_numbers_that_come_out_alike_are_one() -> None:
    conditions = [test for test in TESTS if isinstance(test, Condition)]
    for one, other in itertools.combinations(conditions, 2):
        opposite = tuple(not each for each in _truths(one))
        known = any(isinstance(each, Scalar) and each.constant is not None for each in (one.left, one.right))
        if _numbers_of(one) == _numbers_of(other) and _truths(other) in (_truths(one), opposite) and not known:
            assert key_of(one)[0] == key_of(other)[0], (one, other)


def test_a_number_is_asked_for_by_itself_and_by_zero() -> None:
    x, zero = NUMBERS[0], NUMBERS[2]
    assert key_of(x) == (X, True)
    assert key_of(Condition("!=", x, zero)) == (X, True)
    assert key_of(Condition("==", x, zero)) == (X, False)


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (Scalar(3, 3, X), ("=", 3)), (Scalar(0, 9, X), X), (Scalar(0, 9), None), (UNKNOWN, None),
        (Pointer(Region(RegionKind.MAP_VALUE, 1), null=7), ("null", 7)), (Pointer(Region(RegionKind.STACK, 1)), None),
    ],
)  # fmt: skip
def test_equal_values_have_equal_keys(value: Value, key: object) -> None:
    assert value_key(value) == key
    if key is None:
        assert key_of(Condition("<", value, Scalar(0, 9, Y)))[0] is None
        assert key_of(Condition("<", Scalar(0, 9, Y), value))[0] is None


def test_outcomes_follow_from_what_is_known() -> None:
    for test in TESTS:
        truths = iter(_truths(test))
        for x, y in itertools.product(VALUES, VALUES):
            assert outcome(test, {X: x, Y: y}) is next(truths)
    assert outcome(Condition("<", NUMBERS[0], NUMBERS[1]), {X: 1}) is None
    assert outcome(Condition("<", NUMBERS[1], NUMBERS[0]), {X: 1}) is None
    assert outcome(NUMBERS[0], {Y: 1}) is None
    assert outcome(UNKNOWN, {}) is None


FUNCTION = Region(RegionKind.FUNCTION, 1)


@pytest.mark.parametrize(
    ("value", "vague"),
    [
        (Scalar(0, 9, X), False), (Scalar(0, 9, X, vague=True), True), (UNKNOWN, True), (CLOBBERED, False),
        (Condition("<", Scalar(0, 9), Scalar(0, 9, vague=True)), True),
        (Condition("<", Scalar(0, 9, vague=True), Scalar(0, 9)), True),
        (Condition("<", Scalar(0, 9), Scalar(0, 9)), False),
        (Pointer(FUNCTION, null=1), True), (Pointer(FUNCTION, null=-1), False), (Pointer(FUNCTION), False),
        (Pointer(Region(RegionKind.MAP_VALUE, 1), null=1), False),
        (Argument(0, Pointer(FUNCTION, null=1)), False),
    ],
)  # fmt: skip
def test_what_the_verifier_may_know_more_of(value: Value, vague: bool) -> None:
    assert is_vague(value) is vague


@pytest.mark.parametrize("truth", [True, False])
@pytest.mark.parametrize("op", HOLDS)
def test_a_test_is_open_where_a_value_gives_the_other_outcome(op: str, truth: bool) -> None:
    for low, high in itertools.combinations_with_replacement(VALUES, 2):
        test = Condition(op, Scalar(low, high, X), Scalar(1, 1))
        assert is_open(test, truth) is any(HOLDS[op](value, 1) is not truth for value in range(low, high + 1))
