"""No tests of computed integers that some values pass together are found to contradict each other."""

from __future__ import annotations

import operator
import random
from collections.abc import Callable, Hashable

import pytest

from bpflint.flow.domain import arithmetic
from bpflint.flow.domain.feasibility import can_be
from bpflint.flow.domain.number_problem import is_possible
from bpflint.flow.domain.state import State, Test
from bpflint.flow.domain.values import Scalar, limits
from bpflint.source.types import Kind, Type

TYPES = [
    Type(Kind.INT, "unsigned int", 4, False),
    Type(Kind.INT, "int", 4, True),
    Type(Kind.INT, "unsigned long", 8, False),
    Type(Kind.INT, "unsigned char", 1, False),
]
OPERATORS = ["+", "-", "*", "&", "|", "^", "<<", ">>", "/", "%", "~", ""]
EDGES = [0, 1, 2, 3, 5, 8, 127, 128, 255, 256, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF]
HOLDS: dict[str, Callable[[int, int], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
Known = tuple[Scalar, int]
"""An integer as the walk knows it, and a value that it has."""


def constant(value: int) -> Known:
    return Scalar(value, value), value


class Program:
    """Some unknown integers, what is computed of them, and their values in one run."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.state = State()
        self._numbers: dict[Hashable, int] = {}
        self.integers = [self._unknown(ident, kind) for ident, kind in enumerate(TYPES, 1)]

    def number(self, key: Hashable) -> int:
        return self._numbers.setdefault(key, 100 + len(self._numbers))

    def _unknown(self, ident: int, kind: Type) -> Known:
        value = self.chance.choice([*EDGES, self.chance.getrandbits(32)])
        return Scalar(*limits(kind), ident), arithmetic.wrap(value, kind)

    def _as(self, one: Known, kind: Type) -> Known:
        converted = arithmetic.convert(self.state, one[0], kind, self.number)
        assert isinstance(converted, Scalar)
        return converted, arithmetic.wrap(one[1], kind)

    def compute(self) -> None:
        """One more integer, if C says what it is."""
        kind, op = (
            self.chance.choice(TYPES[:3]),
            self.chance.choice(["+", "-", "*", "&", "|", "^", "<<", ">>", "/", "%", "~", ""]),
        )
        left = self._as(self.chance.choice(self.integers), kind)
        if op == "":
            self.integers.append(self._as(left, TYPES[3]))
            return
        if self.chance.random() < 0.25:
            self._compare(left, self._as(self.chance.choice(self.integers), kind))
            return
        if op == "~":
            made, value = arithmetic.negate(self.state, op, left[0], kind, self.number), arithmetic.wrap(~left[1], kind)
        else:
            small = op in ("<<", ">>", "/", "%")
            other = constant(self.chance.choice([1, 2, 3, 7, 8, 15])) if small else self.chance.choice(self.integers)
            right = self._as(other, kind)
            found = arithmetic.computed(op, left[1], right[1], kind)
            if found is None:
                return
            made, value = arithmetic.compute(self.state, op, left[0], right[0], kind, self.number), found
        assert isinstance(made, Scalar)
        assert made.low <= value <= made.high
        if made.ident or made.constant is not None:
            self.integers.append((made, value))

    def _compare(self, left: Known, right: Known) -> None:
        op = self.chance.choice(list(HOLDS))
        truth = arithmetic.compare(self.state, op, left[0], right[0])
        made = arithmetic.compute(self.state, "+", truth, Scalar(0, 0), TYPES[1], self.number)
        assert isinstance(made, Scalar)
        self.integers.append((made, int(HOLDS[op](left[1], right[1]))))

    def test(self) -> Test:
        """A comparison that comes out true in this run."""
        others = [*self.integers, constant(0), constant(5), constant(255)]
        left, right = self.chance.choice(self.integers), self.chance.choice(others)
        op = self.chance.choice([op for op, holds in HOLDS.items() if holds(left[1], right[1])])
        return op, left[0], right[0]


@pytest.mark.parametrize("seed", range(4))
def test_what_some_values_pass_is_possible(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(250):
        program = Program(chance)
        for _ in range(chance.randint(1, 4)):
            program.compute()
        tests = [program.test() for _ in range(chance.randint(1, 3))]
        assert can_be(program.state, tests, lambda _state, _value: False), tests


def test_names_of_numbers_do_not_matter() -> None:
    """What programs test alike is worked out once."""

    def masked(ident: int) -> bool:
        state = State()
        made = arithmetic.compute(state, "&", Scalar(0, 255, ident), Scalar(3, 3), TYPES[0], lambda _key: ident + 1)
        assert isinstance(made, Scalar)
        state.bounds[ident] = (4, 7, False)
        return can_be(
            state, [("==", made, Scalar(2, 2)), ("==", Scalar(0, 255, ident), Scalar(5, 5))], lambda *_: False
        )

    is_possible.cache_clear()
    assert not any(masked(ident) for ident in (1, 1_000, 2_000))
    assert is_possible.cache_info().misses == 1
