"""How far an unknown number surely goes: the values that it takes whatever else is true.

What the verifier lets pass holds for every value that a number may have. So one value that the path allows, and that
leads beyond the end of an object, is proof that the access is refused. Nothing is said of numbers of which the
verifier may know more than the walk: those that are compared with other unknowns, or of which something was learnt
through what was computed of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from bpflint.flow.domain.arithmetic import computed, wrap
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Distance, Made, Scalar, Value
from bpflint.flow.machine.context import Machine

_DEPTH: Final = 8
"""Operations between a number and what it was computed of."""
_BITS: Final = 64


class Reach(NamedTuple):
    """The smallest and largest of the values that are surely taken."""

    low: int
    high: int


def reach_of(engine: Machine, state: State, number: Value) -> Reach | None:
    """The values that a number surely takes on this path, None where nobody knows."""
    constant = state.constant(number)
    if constant is not None:
        return Reach(constant, constant)
    chain = _chain(state, number)
    if not chain or not _is_unrelated(engine, state, chain):
        return None
    taken = [value for one in _candidates(*state.range(chain[0])) if (value := _follow(state, chain, one)) is not None]
    return Reach(min(taken), max(taken)) if taken else None


def reach_of_distance(engine: Machine, state: State, distance: Distance) -> Reach | None:
    """The offsets that an address surely takes, None where nobody knows."""
    low = high = distance.fixed
    origins: set[int] = set()
    for number, size in distance.steps:
        reach, chain = reach_of(engine, state, number), _chain(state, number)
        if reach is None or (chain and chain[0].ident in origins):
            return None
        origins.update(one.ident for one in chain[:1])
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
    if not made.op or state.constant(made.right) is not None:
        return made.left
    return made.right if state.constant(made.left) is not None else Scalar(0, 0)


def _is_unrelated(engine: Machine, state: State, chain: list[Scalar]) -> bool:
    """False if something was learnt of these numbers beside their ranges, or of others that were computed of them."""
    idents = {one.ident for one in chain}
    if any(idents.intersection(pair) for pair in state.relations):
        return False
    beside = [other for ident in idents for other in engine.computed_of(ident) if other not in idents]
    return not any(other in state.bounds or other in state.excluded for other in beside)


def _candidates(low: int, high: int) -> Iterator[int]:
    """Values of a range that lead operations to their extremes."""
    yield from {low, low + 1, high - 1, high}
    for bits in range(_BITS + 1):
        for value in (1 << bits, (1 << bits) - 1, -(1 << bits)):
            if low < value < high:
                yield value


def _follow(state: State, chain: list[Scalar], value: int) -> int | None:
    """What comes of a value at the end of the chain, None where the path does not allow it."""
    if not _allows(state, chain[0], value):
        return None
    for one in chain[1:]:
        made = one.made_of
        assert made is not None
        found: int | None = wrap(value, made.type)
        if made.op:
            left, right = state.constant(made.left), state.constant(made.right)
            found = computed(
                made.op, value if right is not None else left, value if right is None else right, made.type
            )
        if found is None or not _allows(state, one, found):
            return None
        value = found
    return value


def _allows(state: State, number: Scalar, value: int) -> bool:
    low, high = state.range(number)
    known = state.bounds.get(number.ident)
    if not low <= value <= high or (value == 0 and known is not None and known[2]):
        return False
    return value not in state.excluded.get(number.ident, {})
