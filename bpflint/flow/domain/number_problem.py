"""Tests of numbers that are computed of each other, as a problem by itself: can all of them come out true?

What is known of each number is carried to those that it is computed of and back, until nothing changes. So what is
impossible is impossible for C; what is not found to be so may be.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from bpflint.flow.domain import known_bits as bits
from bpflint.flow.domain.known_bits import Known
from bpflint.source.model import COMPARISONS, MIRRORED, OPPOSITE

ROUNDS: Final = 4
"""How often what is known is carried to and fro."""
_ANY_BOOL: Final = bits.between(0, 1)

_FORWARD: Final[dict[str, Callable[[Known, Known], Known]]] = {
    "+": bits.added,
    "-": bits.subtracted,
    "*": bits.multiplied,
    "&": bits.both,
    "|": bits.either,
    "^": bits.differing,
}


class _ImpossibleError(Exception):
    """What is known of a number leaves no value."""


class Number(NamedTuple):
    """A number of a problem. Equal ones have the same `name`, under which what is known of it stands.

    `operands` are the positions of what it is computed of by `op`, within the `limits` of a type; none where that
    cannot be followed. `same` is set where both are equal.
    """

    name: int
    op: str = ""
    operands: tuple[int, ...] = ()
    limits: tuple[int, int] = (0, 0)
    same: bool = False


class Given(NamedTuple):
    """What a path knows of a number: its range, and what it is not."""

    low: int
    high: int
    excluded: frozenset[int]


class Problem(NamedTuple):
    """Tests, each with the positions of what it compares. Operands come before what is computed of them."""

    numbers: tuple[Number, ...]
    given: tuple[Given, ...]
    tests: tuple[tuple[str, int, int], ...]


@lru_cache(maxsize=1 << 12)
def is_possible(problem: Problem) -> bool:
    """False if the tests cannot all come out true."""
    solver = _Solver(problem)
    try:
        for _ in range(ROUNDS):
            before = list(solver.known)
            for op, left, right in problem.tests:
                solver.compare(op, left, right)
            solver.compute()
            if before == solver.known:
                break
    except _ImpossibleError:
        return False
    return True


class _Solver:
    """What is known of the numbers of a problem, by name."""

    def __init__(self, problem: Problem) -> None:
        self.known = [bits.between(each.low, each.high) for each in problem.given]
        self._given = problem.given
        self._numbers = problem.numbers
        self._computed = [at for at, number in enumerate(problem.numbers) if number.operands]
        self._led_back: dict[int, tuple[Known, ...]] = {}
        """What was known when results were last led back, which says the same again."""

    def of(self, at: int) -> Known:
        return self.known[self._numbers[at].name]

    def compute(self) -> None:
        """Computes all numbers from their operands."""
        for at in self._computed:
            number = self._numbers[at]
            self.learn(at, _result(number, [self.of(operand) for operand in number.operands]))

    def learn(self, at: int, news: Known) -> None:
        """Something is known of a number, and so of what it is computed of."""
        number = self._numbers[at]
        old = self.known[number.name]
        new = old.meet(news)
        if new is None or (new.low == new.high and new.low in self._given[number.name].excluded):
            raise _ImpossibleError
        if new != old:
            self.known[number.name] = new
        if number.operands:
            self._lead_back(at, number, new)

    def compare(self, op: str, left: int, right: int) -> None:
        """A comparison comes out true."""
        a, b = self.of(left), self.of(right)
        if op in (">", ">="):
            op, left, right, a, b = MIRRORED[op], right, left, b, a
        if op == "==":
            self.learn(left, b)
            self.learn(right, self.of(left))
        elif op == "!=":
            for at, other in ((left, b), (right, a)):
                if other.constant is not None:
                    self._exclude(at, other.constant)
        else:
            strict = int(op == "<")
            if a.low > b.high - strict:
                raise _ImpossibleError
            self.learn(left, Known(a.low, max(a.low, b.high - strict)))
            self.learn(right, Known(min(b.high, a.low + strict), b.high))

    def _exclude(self, at: int, constant: int) -> None:
        known = self.of(at)
        if known.constant == constant:
            raise _ImpossibleError
        if known.low == constant:
            self.learn(at, Known(constant + 1, known.high))
        elif known.high == constant:
            self.learn(at, Known(known.low, constant - 1))

    def _lead_back(self, at: int, number: Number, result: Known) -> None:
        if number.op in COMPARISONS:
            if result.constant is not None:
                self.compare(number.op if result.constant else OPPOSITE[number.op], *number.operands)
            return
        known = [self.of(operand) for operand in number.operands]
        if self._led_back.get(at) == (result, *known):
            return
        self._led_back[at] = (result, *known)
        low, high = number.limits
        exact = low <= (ends := _unlimited(number, known)).low and ends.high <= high
        for operand, news in zip(number.operands, _operands(number, result, known, exact=exact), strict=False):
            if news is not None and self.of(operand).meet(news) != self.of(operand):
                self.learn(operand, news)


def _unlimited(number: Number, known: list[Known]) -> Known:
    """The result of an operator without a limit of width; what is not modelled may be anything."""
    first, second = known[0], known[-1]
    compute = _FORWARD.get(number.op)
    if compute is not None and len(known) == 2:
        return compute(first, second)
    by = second.constant
    match number.op:
        case "":
            return first
        case "<<" if by is not None and 0 <= by < 64:
            return first.shifted_left(by)
        case ">>" if by is not None and 0 <= by < 64:
            return first.shifted_right(by)
        case "/" if by is not None and by > 0:
            return bits.divided(first, by)
        case "%" if by is not None and by > 0:
            return bits.remainder(first, by)
    return Known(*number.limits)


def _result(number: Number, known: list[Known]) -> Known:
    if number.op in COMPARISONS:
        return _truth(number.op, *known)
    if number.same and number.op in ("-", "^"):
        return bits.exactly(0)
    return bits.wrapped(_unlimited(number, known), *number.limits)


def _truth(op: str, left: Known, right: Known) -> Known:
    if op in (">", ">="):
        op, left, right = MIRRORED[op], right, left
    if op == "<" and (left.high < right.low or left.low >= right.high):
        return bits.exactly(int(left.high < right.low))
    if op == "<=" and (left.high <= right.low or left.low > right.high):
        return bits.exactly(int(left.high <= right.low))
    if op in ("==", "!="):
        if left.meet(right) is None:
            return bits.exactly(int(op == "!="))
        if left.constant is not None and left.constant == right.constant:
            return bits.exactly(int(op == "=="))
    return _ANY_BOOL


def _operands(number: Number, result: Known, known: list[Known], *, exact: bool) -> list[Known | None]:
    """What a result tells of each operand."""
    first, second = known[0], known[-1]
    low, high = number.limits
    width = (high - low).bit_length()
    by = second.constant

    def modulo(value: Known, operand: Known) -> Known | None:
        return value if exact else _same_lowest(value, operand, width)

    match number.op:
        case "+":
            return [
                modulo(bits.subtracted(result, second), first),
                modulo(bits.subtracted(result, first), second),
            ]
        case "-":
            return [modulo(bits.added(result, second), first), modulo(bits.subtracted(first, result), second)]
        case "":
            return [modulo(result, first)]
        case "&":
            return [modulo(_of_both(result, second), first), modulo(_of_both(result, first), second)]
        case "|":
            opposite = bits.complement(result)
            learnt = [bits.complement(_of_both(opposite, bits.complement(other))) for other in (second, first)]
            return [modulo(learnt[0], first), modulo(learnt[1], second)]
        case "^":
            return [modulo(bits.differing(result, second), first), modulo(bits.differing(result, first), second)]
        case "*" if by is not None and by > 0 and exact:
            return [_between(-(-result.low // by), result.high // by)]
        case "<<" if by is not None and 0 <= by < width and exact:
            return [_between(-(-result.low >> by), result.high >> by)]
        case ">>" if by is not None and 0 <= by < 64:
            rest = (1 << by) - 1
            return [Known(result.low << by, result.high << by | rest, result.bits << by, result.open << by | rest)]
        case "/" if by is not None and by > 0:
            low = result.low * by - (by - 1 if result.low <= 0 else 0)
            return [Known(low, result.high * by + (by - 1 if result.high >= 0 else 0))]
        case "%" if by is not None and by > 0 and not by & (by - 1) and first.low >= 0:
            return [_of_both(result, bits.exactly(by - 1))]
    return []


def _between(low: int, high: int) -> Known:
    if low > high:
        raise _ImpossibleError
    return Known(low, high)


def _of_both(result: Known, other: Known) -> Known:
    """What `result = x & other` tells of x."""
    learnt = (other.bits & ~result.open) | result.bits
    return Known(bits.EVERYTHING.low, bits.EVERYTHING.high, result.bits & learnt, ~learnt)


def _same_lowest(value: Known, operand: Known, width: int) -> Known | None:
    """What an operand is that is equal to `value` in its lowest bits; all that it can be together."""
    kept, span = (1 << width) - 1, 1 << width
    lowest = Known(operand.low, operand.high, value.bits & kept, value.open | ~kept)
    if operand.high - operand.low > 2 * span or value.high - value.low >= span:
        return lowest
    ways = [
        met
        for turn in range((operand.low - value.high) // span, (operand.high - value.low) // span + 1)
        if (met := operand.meet(Known(value.low + turn * span, value.high + turn * span, lowest.bits, lowest.open)))
    ]
    if not ways:
        raise _ImpossibleError
    return Known(min(way.low for way in ways), max(way.high for way in ways), lowest.bits, lowest.open)
