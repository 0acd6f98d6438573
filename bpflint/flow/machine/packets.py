"""Accesses to the packet that no comparison with its end went before."""

from __future__ import annotations

from typing import Final

from bpflint.base.span import Span
from bpflint.flow.domain import packet_room
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.linear_form import linear_form, origins
from bpflint.flow.domain.packet_room import ENDS, MAX_PACKET_OFFSET, UNKNOWN_ROOM
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Distance, Pointer, Scalar, Value
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.witnesses import reach_of_distance

_MAX_DEPTH: Final = 6
"""Computations of computations that are followed."""


def check(engine: Machine, state: State, pointer: Pointer, span: Span, size: int, name: str) -> None:
    """Reports `size` bytes at `pointer` that may lie behind the end of the packet."""
    begin, offset = pointer.region.name, pointer.offset
    if size <= 0 or state.widened or pointer.life != state.packet:
        return
    about, subject = (pointer.life,), name.removeprefix("&")
    if begin not in ENDS:
        engine.report(state, Case.PACKET_END_ACCESSED, span, about=about, subject=subject)
        return
    if (offset if offset is not None else _least(engine, state, pointer)) < 0:
        engine.report(state, Case.PACKET_BEGINS_LATER, span, about=about, key=name, subject=subject)
        return
    case = _case(engine, state, pointer, size)
    if case is not None:
        engine.report(state, case, span, about=about, key=name, subject=subject, end=ENDS[begin])
        packet_room.tell(state, (case, span, name))
        if case is not Case.PACKET_OFFSET_TOO_LARGE:
            packet_room.forget(state)


def _case(engine: Machine, state: State, pointer: Pointer, size: int) -> Case | None:
    """What is wrong with an access, as far as that is certain."""
    begin, offset = pointer.region.name, pointer.offset
    if offset is not None and offset + size > MAX_PACKET_OFFSET + 1:
        return Case.PACKET_OFFSET_TOO_LARGE
    if not packet_room.is_known(state):
        return Case.PACKET_NOT_COMPARED
    rooms = packet_room.known(state)
    less = Case.PACKET_COMPARED_WITH_LESS if _is_compared(state, begin) else Case.PACKET_NOT_COMPARED
    if offset is not None:
        if offset + size <= rooms.get(begin, 0):
            return None
        # Of a pointer that is a constant away after all, the comparison tells something of all others, too.
        others = [Pointer(pointer.region, None, distance=place) for place in _places(state, begin)]
        return less if all(_varies(engine, state, other) for other in others) else None
    places = _like_places(state, pointer)
    if places and rooms.get(begin) != UNKNOWN_ROOM and _exceeds(engine, state, pointer, size, places):
        return less
    if places or rooms.get(begin) == UNKNOWN_ROOM:
        # What is at a number nobody knows is compared by itself.
        return Case.PACKET_OFFSET_TOO_LARGE if _is_too_far(engine, state, pointer, size) else None
    return less if _varies(engine, state, pointer) else None


def _is_compared(state: State, begin: str) -> bool:
    return begin in packet_room.known(state) or bool(_places(state, begin))


def _places(state: State, begin: str) -> list[Distance]:
    return [place for start, place in packet_room.places(state) if start == begin]


def _like_places(state: State, pointer: Pointer) -> list[Distance]:
    """The places that were compared and that may be computed of the same numbers as the pointer."""
    own = origins(state, pointer.distance) if pointer.distance is not None else frozenset((0,))
    return [
        place
        for place in _places(state, pointer.region.name)
        if 0 in own or own == (its := origins(state, place)) or 0 in its
    ]


def _exceeds(engine: Machine, state: State, pointer: Pointer, size: int, places: list[Distance]) -> bool:
    """True if the same numbers were compared with a smaller constant behind them each time."""
    own = linear_form(state, pointer.distance) if pointer.distance is not None else None
    if own is None or not _varies(engine, state, pointer):
        return False
    forms = [linear_form(state, place) for place in places]
    return all(form is not None and form.terms == own.terms and form.fixed < own.fixed + size for form in forms)


def _varies(engine: Machine, state: State, pointer: Pointer) -> bool:
    """True for an address of which the verifier surely does not know how far from the beginning it is.

    What is compared of others tells nothing of it. In loops compilers and the verifier may know each number.
    """
    if pointer.distance is None or state.doubt or state.top.looped or state.top.block in state.top.cfg.loops:
        return False
    if any(_has_truth(number) for number, _ in pointer.distance.steps):
        return False
    reach = reach_of_distance(engine, state, pointer.distance)
    return reach is not None and reach.low != reach.high


def _has_truth(number: Value, depth: int = 0) -> bool:
    """True for what may be computed of 0 or 1: compilers make two ways of it, each with its number."""
    if not isinstance(number, Scalar) or (number.low >= 0 and number.high <= 1) or depth > _MAX_DEPTH:
        return True
    made = number.made_of
    operands = () if made is None else (made.left, made.right) if made.op else (made.left,)
    return any(
        _has_truth(operand, depth + 1) for operand in operands if operand is not number and not _is_constant(operand)
    )


def _is_constant(value: Value) -> bool:
    return isinstance(value, Scalar) and value.constant is not None


def _least(engine: Machine, state: State, pointer: Pointer) -> int:
    """The smallest offset that an address surely takes. Loops forget what they count."""
    if pointer.distance is None or not _varies(engine, state, pointer):
        return 0
    reach = reach_of_distance(engine, state, pointer.distance)
    return reach.low if reach is not None else 0


def _is_too_far(engine: Machine, state: State, pointer: Pointer, size: int) -> bool:
    """True if the number that was added surely may be too large. Loops forget what they count."""
    if pointer.distance is None or state.doubt:
        return False
    reach = reach_of_distance(engine, state, pointer.distance)
    return reach is not None and reach.low != reach.high and reach.high + size > MAX_PACKET_OFFSET
