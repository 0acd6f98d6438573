"""How much of the packet a path has compared with its end: only that may be accessed.

The verifier keeps this of pointers a constant away from where the packet begins, and of each pointer that a number was
added to for itself, and for what is a constant away from that. Source: find_good_pkt_pointers() in
kernel/bpf/verifier.c.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bpflint.flow.domain.holdings import PacketRoom
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Distance, Pointer
from bpflint.source.model import MIRRORED

ENDS: Final = {
    "data": "data_end",
    "data_meta": "data",
    "optval": "optval_end",
    "skb_data": "skb_data_end",
}
"""Where the bytes end that a member of the context points to."""
MAX_PACKET_OFFSET: Final = 0xFFFF
"""MAX_PACKET_OFF, include/linux/bpf_verifier.h: no comparison tells anything of a pointer that may be further away."""
UNKNOWN_ROOM: Final = 1 << 32
_MAX_PLACES: Final = 12
"""Places at varying offsets that are remembered."""


def learn(state: State, op: str, left: Pointer, right: Pointer) -> None:
    """A path learns that `left op right`."""
    if ENDS.get(left.region.name) != right.region.name:
        left, right, op = right, left, MIRRORED[op]
    begin = left.region.name
    if ENDS.get(begin) != right.region.name or left.life != state.packet or right.life != state.packet:
        return
    if right.offset != 0 or (left.offset is None and not _is_followed(state, left)):
        forget(state)
    elif op in (">", ">=") and left.offset is not None:
        most = {**dict(most_bytes(state)), begin: left.offset - int(op == ">")}
        _keep(state, known(state), places(state), tuple(sorted(most.items())))
    elif op in ("<", "<="):
        if _least(state, left) + int(op == "<") > dict(most_bytes(state)).get(begin, UNKNOWN_ROOM):
            state.doubt = True  # compilers know, too
            state.room = replace(state.room, contradicted=state.room.told)
        rooms, more = known(state), int(op == "<")
        if left.offset is not None:
            if left.offset <= MAX_PACKET_OFFSET:
                rooms[begin] = max(left.offset + more, rooms.get(begin, 0))
            _keep(state, rooms, places(state))
        elif left.distance is not None:
            _keep(state, rooms, (*places(state), (begin, left.distance.further(more))))


def known(state: State) -> dict[str, int]:
    """The bytes that may be accessed, by the member of the context that points to where they begin."""
    return dict(state.room.begins) if state.room.packet == state.packet else {}


def places(state: State) -> tuple[tuple[str, Distance], ...]:
    """The places at varying offsets up to which bytes may be accessed, each with where it is counted from."""
    return state.room.places if state.room.packet == state.packet else ()


def most_bytes(state: State) -> tuple[tuple[str, int], ...]:
    """The bytes that there are at most, likewise: a comparison with the end failed."""
    return state.room.shorter if state.room.packet == state.packet else ()


def is_known(state: State) -> bool:
    """True if the path compared anything with the end of the packet as it is now."""
    return bool(known(state) or places(state))


def forget(state: State) -> None:
    """The path may have compared what nobody sees."""
    _keep(state, dict.fromkeys(ENDS, UNKNOWN_ROOM), ())


def _is_followed(state: State, pointer: Pointer) -> bool:
    """False for places in loops, where compilers and the verifier may know each number, and for too many."""
    if pointer.distance is None or state.widened or len(places(state)) >= _MAX_PLACES:
        return False
    return not (state.top.looped or state.top.block in state.top.cfg.loops)


def tell(state: State, event: tuple[object, ...]) -> None:
    """An access was reported. Compilers leave it out where a later comparison can only come out one way."""
    if most_bytes(state):
        state.room = replace(state.room, told=state.room.told | {event})


def _least(state: State, pointer: Pointer) -> int:
    """The smallest offset that a place may have."""
    if pointer.distance is None:
        return pointer.offset or 0
    steps = [(state.range(number), size) for number, size in pointer.distance.steps]
    return pointer.distance.fixed + sum(min(low * size, high * size) for (low, high), size in steps)


def _keep(
    state: State,
    rooms: dict[str, int],
    far: tuple[tuple[str, Distance], ...],
    shorter: tuple[tuple[str, int], ...] | None = None,
) -> None:
    most = most_bytes(state) if shorter is None else shorter
    told, contradicted = state.room.told, state.room.contradicted
    state.room = PacketRoom(state.packet, tuple(sorted(rooms.items())), far, most, told, contradicted)
