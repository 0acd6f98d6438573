"""Tests of small integers and of what is computed of them, held against all values that these can have.

What some values pass is always possible. Each number is how many impossible pairs of tests are not seen to be so; less
is better, and then it is lowered.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass

import pytest

from bpflint.flow.domain import arithmetic
from bpflint.flow.domain.feasibility import can_be
from bpflint.flow.domain.state import State, Test
from bpflint.flow.domain.values import Scalar
from bpflint.source.types import Kind, Type

INT = Type(Kind.INT, "int", 4, signed=True)
U8 = Type(Kind.INT, "unsigned char", 1)
S8 = Type(Kind.INT, "signed char", 1, signed=True)
X, Y = 1, 2
HOLDS: dict[str, Callable[[int, int], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Numbers:
    """Gives each computation an identity of its own."""

    def __init__(self, first: int = 10) -> None:
        self.known: dict[Hashable, int] = {}
        self.first = first

    def __call__(self, key: Hashable) -> int:
        return self.known.setdefault(key, self.first + len(self.known))


def never(_state: State, _value: Scalar) -> bool:
    """Nothing is forgotten."""
    return False


@dataclass(frozen=True)
class Computation:
    """`x op y` in a type, where x and y are in these ranges; of a comparison, its truth and one."""

    op: str
    x: tuple[int, int]
    y: tuple[int, int]
    type: Type

    def __str__(self) -> str:
        return f"{self.x} {self.op} {self.y} {self.type.name}"

    def made(self, state: State) -> tuple[Scalar, Scalar]:
        """x, and what is made of it."""
        x, numbers = Scalar(*self.x, X), Numbers()
        y = Scalar(*self.y, 0 if self.y[0] == self.y[1] else Y)
        if self.op == "cast":
            made = arithmetic.convert(state, x, self.type, numbers)
        elif self.op in ("~", "neg"):
            made = arithmetic.negate(state, "~" if self.op == "~" else "-", x, self.type, numbers)
        else:
            made = arithmetic.compute(state, self.op, x, y, self.type, numbers)
        if self.op in HOLDS:
            made = arithmetic.compute(state, "+", made, constant(1), self.type, numbers)
        assert isinstance(made, Scalar)
        return x, made

    def runs(self) -> Iterator[tuple[int, int]]:
        """Values of x, each with a result; only where C says what it is."""
        for x, y in itertools.product(range(self.x[0], self.x[1] + 1), range(self.y[0], self.y[1] + 1)):
            if self.op in HOLDS:
                yield x, HOLDS[self.op](x, y) + 1
            elif self.op in ("cast", "~", "neg"):
                yield x, arithmetic.wrap({"cast": x, "~": ~x, "neg": -x}[self.op], self.type)
            elif (result := arithmetic.computed(self.op, x, y, self.type)) is not None:
                yield x, result


SPARSE = 5
"""Of so many pairs of constants one is tried."""
CONSTANTS = (-5, -1, 0, 1, 3, 6, 14, 30, 127, 250, 255)


def pairs_of_tests(made: Scalar, x: Scalar) -> Iterator[tuple[Test, Test]]:
    """A test of the result, and one of x."""
    results = [constant(c) for c in CONSTANTS if made.low <= c <= made.high]
    operands = [constant(c) for c in CONSTANTS if x.low <= c <= x.high]
    for first, second in itertools.product(HOLDS, repeat=2):
        for a, b in list(itertools.product(results, operands))[::SPARSE]:
            yield (first, made, a), (second, x, b)


def constant(value: int) -> Scalar:
    return Scalar(value, value)


def passes(value: int, test: Test) -> bool:
    op, _, other = test
    return HOLDS[op](value, other.low)


COMPUTATIONS = [
    (Computation("+", (-4, 3), (-2, 5), INT), 0),
    (Computation("+", (248, 255), (0, 9), U8), 0),
    (Computation("+", (-4, 3), (2, 2), INT), 0),
    (Computation("-", (-4, 3), (-2, 5), INT), 0),
    (Computation("-", (0, 7), (0, 7), U8), 0),
    (Computation("-", (0, 7), (3, 3), INT), 0),
    (Computation("*", (-4, 3), (3, 3), INT), 0),
    (Computation("*", (0, 7), (0, 5), INT), 4),
    (Computation("*", (0, 7), (50, 50), U8), 27),
    (Computation("&", (-4, 3), (6, 6), INT), 0),
    (Computation("&", (0, 7), (0, 5), INT), 0),
    (Computation("&", (-4, 3), (-3, 2), INT), 0),
    (Computation("|", (-4, 3), (5, 5), INT), 0),
    (Computation("|", (0, 7), (0, 5), INT), 0),
    (Computation("|", (-4, 3), (-3, 2), INT), 0),
    (Computation("^", (-4, 3), (5, 5), INT), 0),
    (Computation("^", (0, 7), (0, 5), INT), 0),
    (Computation("^", (-4, 3), (-3, 2), INT), 6),
    (Computation("<<", (0, 7), (2, 2), INT), 0),
    (Computation("<<", (0, 7), (0, 0), INT), 0),
    (Computation("<<", (0, 100), (3, 3), U8), 0),
    (Computation(">>", (-9, 14), (2, 2), INT), 0),
    (Computation(">>", (0, 30), (0, 0), INT), 0),
    (Computation("/", (0, 30), (4, 4), INT), 0),
    (Computation("/", (-9, 14), (3, 3), INT), 0),
    (Computation("/", (0, 30), (1, 1), INT), 0),
    (Computation("%", (0, 30), (4, 4), INT), 0),
    (Computation("%", (0, 30), (6, 6), INT), 10),
    (Computation("%", (-9, 14), (4, 4), INT), 2),
    (Computation("~", (-4, 3), (0, 0), INT), 0),
    (Computation("neg", (-4, 3), (0, 0), INT), 0),
    (Computation("~", (0, 7), (0, 0), U8), 0),
    (Computation("cast", (-4, 3), (0, 0), U8), 0),
    (Computation("cast", (0, 300), (0, 0), U8), 0),
    (Computation("cast", (100, 200), (0, 0), S8), 0),
    *((Computation(op, (0, 7), (3, 3), INT), 0) for op in HOLDS),
    *((Computation(op, (-4, 3), (0, 5), INT), 0) for op in HOLDS),
]


@pytest.mark.parametrize(("computation", "missed"), COMPUTATIONS, ids=str)
def test_what_no_value_passes_is_found(computation: Computation, missed: int) -> None:
    state = State()
    x, made = computation.made(state)
    runs = list(computation.runs())
    found = 0
    for first, second in pairs_of_tests(made, x):
        possible = any(passes(result, first) and passes(value, second) for value, result in runs)
        told = can_be(state, [first, second], never)
        assert told or not possible, (first, second)
        found += told and not possible
    assert found == missed


CHAINS = [
    (Computation("<<", (0, 7), (2, 2), INT), ">>", 1, 0),
    (Computation(">>", (0, 30), (1, 1), INT), "*", 3, 0),
    (Computation(">>", (0, 30), (0, 0), INT), "-", 2, 141),
    (Computation("/", (0, 30), (4, 4), INT), "+", 1, 0),
    (Computation("/", (0, 30), (1, 1), INT), "+", 1, 152),
    (Computation("/", (-9, 14), (3, 3), INT), "+", 1, 22),
    (Computation("%", (0, 30), (8, 8), INT), "*", 2, 15),
    (Computation("%", (0, 30), (6, 6), INT), "/", 2, 13),
    (Computation("&", (-4, 3), (6, 6), INT), "|", 1, 28),
    (Computation("^", (0, 7), (5, 5), INT), "&", 3, 30),
    (Computation("*", (0, 7), (3, 3), INT), "%", 4, 1),
    (Computation("*", (0, 7), (1, 1), INT), "%", 4, 22),
    (Computation("cast", (0, 300), (0, 0), U8), ">>", 2, 24),
    *((Computation(op, (0, 7), (3, 3), INT), "*", 5, 0) for op in HOLDS),
]


@pytest.mark.parametrize(("inner", "op", "by", "missed"), CHAINS, ids=str)
def test_what_no_value_passes_is_found_of_what_is_computed_twice(
    inner: Computation, op: str, by: int, missed: int
) -> None:
    """Of `x op a`, something is computed once more, and all three are compared with each other and with constants."""
    state = State()
    x, between = inner.made(state)
    made = arithmetic.compute(state, op, between, constant(by), INT, Numbers(50))
    assert isinstance(made, Scalar)
    runs = [
        {X: value, between.ident: once, made.ident: twice}
        for value, once in inner.runs()
        if (twice := arithmetic.computed(op, once, by, INT)) is not None
    ]
    found = 0
    for left, right, third in itertools.product(HOLDS, HOLDS, CONSTANTS[2::2]):
        for tests in (
            [(left, made, x), (right, between, constant(third))],
            [(left, between, x), (right, made, constant(third))],
            [(left, made, constant(third)), (right, between, made)],
        ):
            possible = any(
                all(HOLDS[op](run.get(a.ident, a.low), run.get(b.ident, b.low)) for op, a, b in tests) for run in runs
            )
            told = can_be(state, tests, never)
            assert told or not possible, tests
            found += told and not possible
    assert found == missed


@pytest.mark.parametrize(("calls", "possible"), [(0, False), (1, True)])
def test_what_a_number_is_known_not_to_be_is_known_until_the_next_call(calls: int, possible: bool) -> None:
    """x is not 5; then `x & 7` is found to be 5 while x is below 8."""
    state = State()
    x = Scalar(0, 9, X)
    made = arithmetic.compute(state, "&", x, constant(7), INT, Numbers())
    assert isinstance(made, Scalar)
    five: list[Test] = [("==", made, constant(5)), ("<", x, constant(8))]
    assert can_be(state, five, never)
    state.excluded[X] = {5: (0, 7)}
    state.calls = calls
    assert can_be(state, five, never) is possible
    state.excluded[X] = {5: None}
    assert not can_be(state, five, never)
    state.excluded[X] = {6: None}
    assert can_be(state, five, never)


@pytest.mark.parametrize("forgotten", [True, False])
def test_zero_is_ruled_out_unless_that_is_forgotten(forgotten: bool) -> None:
    state = State()
    x = Scalar(-8, 9, X)
    made = arithmetic.compute(state, "+", x, constant(1), INT, Numbers())
    assert isinstance(made, Scalar)
    state.bounds[X] = (-8, 9, True)
    assert can_be(state, [("==", made, constant(1))], lambda _state, _value: forgotten) is forgotten
    assert can_be(state, [("==", made, constant(2))], never)
    nameless = Scalar(-8, 9)
    assert can_be(state, [("==", nameless, constant(0))], never)


def test_a_constant_at_the_end_of_a_range_is_taken_off() -> None:
    x = Scalar(0, 9, X)
    for end, next_to_it, beyond in ((0, 1, "<"), (9, 8, ">")):
        tests: list[Test] = [("!=", x, constant(end)), ("<=" if beyond == "<" else ">=", x, constant(next_to_it))]
        assert can_be(State(), tests, never)
        assert not can_be(State(), [*tests, ("!=", x, constant(next_to_it))], never)
        assert not can_be(State(), [("!=", constant(end), x), (beyond, x, constant(next_to_it))], never)
    assert not can_be(State(), [("!=", constant(3), constant(3))], never)
    assert not can_be(State(), [("!=", x, x), ("==", x, constant(3))], never)
