"""Whether tests of numbers that are computed of each other can come out together: `(x & 3) == 3` and then `!(x & 1)`.

Programs test alike again and again. So what a path knows of the numbers is written down without the names that the path
has for them (see number_problem.py), and each such problem is worked out once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Final

from bpflint.flow.domain.number_problem import Given, Number, Problem, is_possible
from bpflint.flow.domain.state import State, Test
from bpflint.flow.domain.values import Made, Scalar, limits

_NOTHING: Final[frozenset[int]] = frozenset()


def can_be(state: State, tests: Iterable[Test], is_forgotten: Callable[[State, Scalar], bool]) -> bool:
    """False if these comparisons cannot all be true."""
    writer = _Writer(state, is_forgotten)
    written = tuple([(op, writer.position(left), writer.position(right)) for op, left, right in tests])
    return is_possible(Problem(tuple(writer.numbers), tuple(writer.given), written))


class _Writer:
    """Writes down what a path knows of some numbers and of all that they are computed of."""

    def __init__(self, state: State, is_forgotten: Callable[[State, Scalar], bool]) -> None:
        self.numbers: list[Number] = []
        self.given: list[Given] = []
        self._state = state
        self._is_forgotten = is_forgotten
        self._names: dict[Hashable, int] = {}
        self._positions: dict[tuple[int, Made | None], int] = {}

    def position(self, value: Scalar) -> int:
        """Where a number stands."""
        name = self._name(value)
        made = value.made_of if value.made_of is not None and value.made_of.numbers else None
        known = self._positions.get((name, made))
        if known is None:
            self.numbers.append(Number(name) if made is None else self._computed(name, made))
            known = self._positions[name, made] = len(self.numbers) - 1
        return known

    def _computed(self, name: int, made: Made) -> Number:
        numbers = made.numbers
        operands = tuple([self.position(operand) for operand in numbers])
        same = len(numbers) == 2 and numbers[0].ident == numbers[1].ident != 0
        return Number(name, made.op, operands, limits(made.type), same)

    def _name(self, value: Scalar) -> int:
        """What is equal for equal numbers."""
        key: Hashable = value.ident or (value if value.constant is None else ("=", value.constant))
        known = self._names.get(key)
        if known is None:
            known = self._names[key] = len(self.given)
            self.given.append(self._given(value))
        return known

    def _given(self, value: Scalar) -> Given:
        state, ident = self._state, value.ident
        if self._is_forgotten(state, value):
            return Given(value.low, value.high, self._excluded(ident))
        excluded = self._excluded(ident)
        if ident and state.nullness(value) is False:
            excluded |= {0}
        return Given(*state.range(value), excluded)

    def _excluded(self, ident: int) -> frozenset[int]:
        learnt = self._state.excluded.get(ident) if ident else None
        if not learnt:
            return _NOTHING
        calls = self._state.calls
        return frozenset([one for one, when in learnt.items() if when is None or when[0] == calls])
