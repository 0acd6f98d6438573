"""How far an unknown number surely goes: the values that it takes whatever else is true, and how tests come out then.

What the verifier lets pass holds for every value that a number may have. So one value that the path allows, and that
leads beyond the end of an object, is proof that the access is refused. Nothing is said of numbers of which the
verifier may know more than the walk: those that are compared with other unknowns, or of which something was learnt
through what was computed of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple

from bpflint.flow.domain.arithmetic import SWAPPED, computed, with_bytes_swapped, wrap
from bpflint.flow.domain.assume import can_hold
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Condition, Distance, Made, Scalar, Value
from bpflint.flow.machine.context import Machine

NOTHING: Final[Mapping[int, int]] = {}
_DEPTH: Final = 8
"""Operations between a number and what it was computed of."""
_BITS: Final = 64
_MOST_UNKNOWN: Final = 4
"""Numbers that one is computed of, up to which it is followed."""
_MOST_TRIED: Final = 400
"""Values with which a test is tried."""


class Reach(NamedTuple):
    """The smallest and largest of the values that are surely taken."""

    low: int
    high: int


def reach_of(engine: Machine, state: State, number: Value) -> Reach | None:
    """The values that a number surely takes on this path, None where nobody knows."""
    constant = state.constant(number)
    if constant is not None:
        return Reach(constant, constant)
    return _reach(engine, state, _chain(state, number))


def _reach(engine: Machine, state: State, chain: list[Scalar]) -> Reach | None:
    if not chain or not _is_unrelated(engine, state, chain):
        return None
    origin, number = chain[0], chain[-1]
    tried = (_computed_from(state, number, {origin.ident: one}) for one in _candidates(*state.range(origin)))
    taken = [value for value in tried if value is not None]
    return Reach(min(taken), max(taken)) if taken else None


def _taken(engine: Machine, state: State, number: Value) -> tuple[Reach | None, set[int]]:
    """The values that a number surely takes, and the unknown ones that it was computed of."""
    if chain := _chain(state, number):
        return _reach(engine, state, chain), {chain[0].ident}
    computed_ones: dict[int, Scalar] = {}
    unknown: dict[int, Scalar] = {}
    if not _gather(state, number, computed_ones, unknown, set(), _DEPTH) or not unknown:
        return None, set()
    if not _is_unrelated(engine, state, [*computed_ones.values(), *unknown.values()]):
        return None, set()
    ends = ({one.ident: state.range(one)[end] for one in unknown.values()} for end in (0, 1))
    tried = (_computed_from(state, number, values) for values in ends)
    taken = [value for value in tried if value is not None]
    return Reach(min(taken), max(taken)) if taken else None, set(unknown)


def reach_of_distance(engine: Machine, state: State, distance: Distance) -> Reach | None:
    """The offsets that an address surely takes, None where nobody knows."""
    low = high = distance.fixed
    origins: set[int] = set()
    for number, size in distance.steps:
        constant = state.constant(number)
        reach, made_of = _taken(engine, state, number) if constant is None else (Reach(constant, constant), set())
        if reach is None or not origins.isdisjoint(made_of):
            return None
        origins |= made_of
        ends = reach.low * size, reach.high * size
        low, high = low + min(ends), high + max(ends)
    return Reach(low, high)


def limits_of_distance(state: State, distance: Distance) -> Reach:
    """The offsets between which an address lies."""
    low = high = distance.fixed
    for number, size in distance.steps:
        ends = [end * size for end in state.range(number)]
        low, high = low + min(ends), high + max(ends)
    return Reach(low, high)


def comes_out_either_way(engine: Machine, state: State, test: Value, given: Mapping[int, int] = NOTHING) -> bool:
    """True if a test is true for some values that the path allows, and false for others: the verifier follows both.

    The numbers with the identities in `given` are what it says.
    """
    sides = (test.left, test.right) if isinstance(test, Condition) else (test,)
    computed_ones: dict[int, Scalar] = {}
    unknown: dict[int, Scalar] = {}
    constants: set[int] = set()
    if not all(_gather(state, side, computed_ones, unknown, constants, _DEPTH, given) for side in sides):
        return False
    if not unknown or not _is_unrelated(engine, state, [*computed_ones.values(), *unknown.values()]):
        return False
    outcomes = set[bool]()
    assignments = _assignments(state, list(unknown.values()), constants)
    for values in islice(_with_sides_met(state, sides, assignments), _MOST_TRIED):
        numbers = [_computed_from(state, side, {**values, **given}) for side in sides]
        if any(number is None for number in numbers):
            continue
        left, right = numbers[0], numbers[-1]
        assert left is not None and right is not None
        holds = can_hold(test.op, (left, left), (right, right)) if isinstance(test, Condition) else left != 0
        outcomes.add(holds)
        if len(outcomes) == 2:
            return True
    return False


def _gather(
    state: State,
    value: Value,
    computed_ones: dict[int, Scalar],
    unknown: dict[int, Scalar],
    constants: set[int],
    depth: int,
    given: Mapping[int, int] = NOTHING,
) -> bool:
    """Collects what a number is computed of. False where the verifier may know more of that, or it is too much."""
    constant = state.constant(value)
    if constant is not None:
        constants.add(constant)
        return isinstance(value, Scalar) and value.constant is not None  # else a test may have told that
    if isinstance(value, Scalar) and value.ident in given:
        constants.add(given[value.ident])
        return True
    if not isinstance(value, Scalar) or not value.ident or value.exposed or not depth:
        return False
    made = value.made_of
    if value.fixed and (made is None or not given):
        return False
    if made is None:
        unknown[value.ident] = value
        return not value.vague and len(unknown) <= _MOST_UNKNOWN
    computed_ones[value.ident] = value
    return all(
        _gather(state, each, computed_ones, unknown, constants, depth - 1, given)
        for each in dict.fromkeys((made.left, made.right) if made.op else (made.left,))
    )


def _assignments(state: State, unknown: list[Scalar], constants: set[int]) -> Iterator[dict[int, int]]:
    """Values of the unknown numbers that lead tests to one side or the other."""
    telling = sorted({each for constant in constants for each in _near(constant)})
    choices: list[list[int]] = []
    for number in unknown:
        low, high = state.range(number)
        choices.append([*(each for each in telling if low <= each <= high), *_candidates(low, high)])
    for first in range(max(map(len, choices))):
        for shift in (0, 1, 3):
            yield {
                number.ident: values[(first + shift * place) % len(values)]
                for place, (number, values) in enumerate(zip(unknown, choices, strict=True))
            }


def _with_sides_met(
    state: State, sides: tuple[Value, ...], assignments: Iterator[dict[int, int]]
) -> Iterator[dict[int, int]]:
    """Each assignment, and the one in which an unknown side of a test is what the other side then is."""
    for values in assignments:
        for side, other in (sides, sides[::-1]) if len(sides) == 2 else ():
            if isinstance(side, Scalar) and side.made_of is None and side.ident in values:
                met = _computed_from(state, other, values)
                if met is not None and met != values[side.ident]:
                    yield {**values, side.ident: met}
        yield values


def _near(constant: int) -> Iterator[int]:
    """Values of which operations may make a constant."""
    yield from (constant, constant - 1, constant + 1, -constant, ~constant)
    yield from (with_bytes_swapped(name, constant) for name in SWAPPED)


def _computed_from(state: State, value: Value, values: dict[int, int]) -> int | None:
    """What a number is where the unknown ones have these values; None where the path does not allow it."""
    constant = state.constant(value)
    if constant is not None or not isinstance(value, Scalar):
        return constant
    found = values.get(value.ident) if value.made_of is None else _made_from(state, value.made_of, values)
    return found if found is not None and _allows(state, value, found) else None


def _made_from(state: State, made: Made, values: dict[int, int]) -> int | None:
    left, right = _computed_from(state, made.left, values), _computed_from(state, made.right, values)
    if left is None or right is None:
        return None
    if not made.op:
        return wrap(left, made.type)
    if made.op in SWAPPED:
        return with_bytes_swapped(made.op, left)
    return computed(made.op, left, right, made.type)


def _chain(state: State, number: Value) -> list[Scalar]:
    """The only unknown that a number was computed of, what was computed of that, and so on to itself; or nothing."""
    chain: list[Scalar] = []
    while isinstance(number, Scalar) and number.ident:
        chain.insert(0, number)
        made = number.made_of
        if made is None:
            return chain if not (number.vague or number.fixed) else []
        if len(chain) > _DEPTH:
            return []
        number = _unknown_of(state, made)
    return []


def _unknown_of(state: State, made: Made) -> Value:
    """The operand that is not constant, if it is the only one."""
    if not made.op or made.op in SWAPPED or state.constant(made.right) is not None:
        return made.left
    return made.right if state.constant(made.left) is not None else Scalar(0, 0)


def _is_unrelated(engine: Machine, state: State, chain: list[Scalar]) -> bool:
    """False if something was learnt of these numbers beside their ranges, or of others that were computed of them."""
    idents = {one.ident for one in chain}
    if any(idents.intersection(pair) for pair in state.relations):
        return False
    beside = [other for ident in idents for other in engine.computed_of(ident) if other not in idents]
    if not engine.examined.isdisjoint((*idents, *beside)):
        return False
    return not any(other in state.bounds or other in state.excluded for other in beside)


def _candidates(low: int, high: int) -> Iterator[int]:
    """Values of a range that lead operations to their extremes."""
    yield from {low, low + 1, high - 1, high}
    for bits in range(_BITS + 1):
        for value in (1 << bits, (1 << bits) - 1, -(1 << bits)):
            if low < value < high:
                yield value


def _allows(state: State, number: Scalar, value: int) -> bool:
    low, high = state.range(number)
    known = state.bounds.get(number.ident)
    if not low <= value <= high or (value == 0 and known is not None and known[2]):
        return False
    return value not in state.excluded.get(number.ident, {})
