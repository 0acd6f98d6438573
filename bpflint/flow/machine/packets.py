"""Accesses to the packet that no comparison with its end went before."""

from __future__ import annotations

from bpflint.base.span import Span
from bpflint.flow.domain import packet_room
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.packet_room import ENDS
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Pointer
from bpflint.flow.machine.context import Machine


def check(engine: Machine, state: State, pointer: Pointer, span: Span, size: int, name: str) -> None:
    """Reports `size` bytes at `pointer` that may lie behind the end of the packet."""
    begin, offset = pointer.region.name, pointer.offset
    if size <= 0 or state.widened or pointer.life != state.packet:
        return
    about, subject = (pointer.life,), name.removeprefix("&")
    if begin not in ENDS:
        engine.report(state, Case.PACKET_END_ACCESSED, span, about=about, subject=subject)
        return
    known = packet_room.known(state)
    if known and offset is None:
        return  # what is at a number nobody knows is compared by itself
    if offset is None or offset + size > known.get(begin, 0):
        case = Case.PACKET_COMPARED_WITH_LESS if begin in known else Case.PACKET_NOT_COMPARED
        engine.report(state, case, span, about=about, key=name, subject=subject, end=ENDS[begin])
        packet_room.forget(state)
