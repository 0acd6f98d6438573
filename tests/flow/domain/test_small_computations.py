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

    def __init__(self) -> None:
        self.known: dict[Hashable, int] = {}

    def __call__(self, key: Hashable) -> int:
        return self.known.setdefault(key, 10 + len(self.known))


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
