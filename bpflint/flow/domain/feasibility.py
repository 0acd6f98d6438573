"""Whether tests of numbers that are computed of each other can come out together: `(x & 3) == 3` and then `!(x & 1)`.

What is known of each number is carried to those that it is computed of and back, until nothing changes. So what is
impossible is impossible for C; what is not found to be so may be.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Final

from bpflint.flow.domain import known_bits as bits
from bpflint.flow.domain.known_bits import Known
from bpflint.flow.domain.state import State, Test
from bpflint.flow.domain.values import Made, Scalar, limits
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


class _Numbers:
    """What is known of some numbers and of all that they are computed of."""

    def __init__(self, state: State, is_forgotten: Callable[[State, Scalar], bool]) -> None:
        self._state = state
        self._is_forgotten = is_forgotten
        self._known: dict[Hashable, Known] = {}
        self._computed: list[tuple[Scalar, Made]] = []
        """Operands before what is computed of them."""
        self._led_back: dict[Made, tuple[Known, ...]] = {}
        """What was known when results were last led back, which says the same again."""

    def add(self, value: Scalar) -> None:
        key = value.ident or _key(value)
        if key in self._known:
            return
        made = _made(value)
        if made is not None:
            for operand in made.numbers:
                self.add(operand)
            self._computed.append((value, made))
        forgotten = self._is_forgotten(self._state, value)
        low, high = (value.low, value.high) if forgotten else self._state.range(value)
        self._known[key] = bits.between(low, high)

    def of(self, value: Scalar) -> Known:
        key = value.ident or _key(value)
        known = self._known.get(key)
        if known is None:
            self.add(value)
            known = self._known[key]
        return known

    def snapshot(self) -> dict[Hashable, Known]:
        return dict(self._known)

    def compute(self) -> None:
        """Computes all numbers from their operands."""
        for value, made in self._computed:
            self.learn(value, _result(made, [self.of(operand) for operand in made.numbers]))

    def learn(self, value: Scalar, news: Known) -> None:
        """Something is known of a number, and so of what it is computed of."""
        old = self.of(value)
        new = old.meet(news)
        if new is None or (new.constant is not None and self._is_excluded(value, new.constant)):
            raise _ImpossibleError
        if new != old:
            self._known[_key(value)] = new
        made = _made(value)
        if made is not None:
            self._lead_back(made, new)

    def compare(self, op: str, left: Scalar, right: Scalar) -> None:
        """A comparison comes out true."""
        a, b = self.of(left), self.of(right)
        if op in (">", ">="):
            op, left, right, a, b = MIRRORED[op], right, left, b, a
        if op == "==":
            self.learn(left, b)
            self.learn(right, self.of(left))
        elif op == "!=":
            for value, other in ((left, b), (right, a)):
                if other.constant is not None:
                    self._exclude(value, other.constant)
        else:
            strict = int(op == "<")
            if a.low > b.high - strict:
                raise _ImpossibleError
            self.learn(left, Known(a.low, max(a.low, b.high - strict)))
            self.learn(right, Known(min(b.high, a.low + strict), b.high))

    def _exclude(self, value: Scalar, constant: int) -> None:
        known = self.of(value)
        if known.constant == constant:
            raise _ImpossibleError
        if known.low == constant:
            self.learn(value, Known(constant + 1, known.high))
        elif known.high == constant:
            self.learn(value, Known(known.low, constant - 1))

    def _is_excluded(self, value: Scalar, constant: int) -> bool:
        if not value.ident:
            return False
        state = self._state
        if constant == 0 and state.nullness(value) is False:
            return not self._is_forgotten(state, value)
        learnt = state.excluded.get(value.ident, {}).get(constant, (-1, 0))
        return learnt is None or learnt[0] == state.calls

    def _lead_back(self, made: Made, result: Known) -> None:
        if made.op in COMPARISONS:
            if result.constant is not None:
                self.compare(made.op if result.constant else OPPOSITE[made.op], *made.numbers)
            return
        known = [self.of(operand) for operand in made.numbers]
        if self._led_back.get(made) == (result, *known):
            return
        self._led_back[made] = (result, *known)
        low, high = limits(made.type)
        exact = low <= (ends := _unlimited(made, known)).low and ends.high <= high
        for operand, news in zip(made.numbers, _operands(made, result, known, exact=exact), strict=False):
            if news is not None:
                self.learn_if_new(operand, news)

    def learn_if_new(self, value: Scalar, news: Known) -> None:
        known = self.of(value)
        if known.meet(news) != known:
            self.learn(value, news)


def _made(value: Scalar) -> Made | None:
    """How a number is computed, as far as that can be followed."""
    return value.made_of if value.made_of is not None and value.made_of.numbers else None


def _key(value: Scalar) -> Hashable:
    """What is equal for equal numbers."""
    return value.ident or (value if value.constant is None else ("=", value.constant))


def can_be(state: State, tests: Iterable[Test], is_forgotten: Callable[[State, Scalar], bool]) -> bool:
    """False if these comparisons cannot all be true."""
    tests, numbers = list(tests), _Numbers(state, is_forgotten)
    for _, left, right in tests:
        numbers.add(left)
        numbers.add(right)
    try:
        for _ in range(ROUNDS):
            before = numbers.snapshot()
            for op, left, right in tests:
                numbers.compare(op, left, right)
            numbers.compute()
            if before == numbers.snapshot():
                break
    except _ImpossibleError:
        return False
    return True


def _unlimited(made: Made, known: list[Known]) -> Known:
    """The result of an operator without a limit of width; what is not modelled may be anything."""
    first, second = known[0], known[-1]
    compute = _FORWARD.get(made.op)
    if compute is not None and len(known) == 2:
        return compute(first, second)
    by = second.constant
    match made.op:
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
    return Known(*limits(made.type))


def _result(made: Made, known: list[Known]) -> Known:
    if made.op in COMPARISONS:
        return _truth(made.op, *known)
    if len(known) == 2 and made.numbers[0].ident == made.numbers[1].ident != 0 and made.op in ("-", "^"):
        return bits.exactly(0)
    return bits.wrapped(_unlimited(made, known), *limits(made.type))


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


def _operands(made: Made, result: Known, known: list[Known], *, exact: bool) -> list[Known | None]:
    """What a result tells of each operand."""
    first, second = known[0], known[-1]
    low, high = limits(made.type)
    width = (high - low).bit_length()
    by = second.constant

    def modulo(value: Known, operand: Known) -> Known | None:
        return value if exact else _same_lowest(value, operand, width)

    match made.op:
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
