"""How much of the packet a path has compared with its end: only that may be accessed.

The verifier keeps this of pointers a constant away from where the packet begins, and of each other one for itself,
which is not followed here. Source: find_good_pkt_pointers() in kernel/bpf/verifier.c.
"""

from __future__ import annotations

from typing import Final

from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Pointer
from bpflint.source.model import MIRRORED

ENDS: Final = {
    "data": "data_end",
    "data_meta": "data",
    "optval": "optval_end",
    "skb_data": "skb_data_end",
}
"""Where the bytes end that a member of the context points to."""
UNKNOWN_ROOM: Final = 1 << 32


def learn(state: State, op: str, left: Pointer, right: Pointer) -> None:
    """A path learns that `left op right`."""
    if ENDS.get(left.region.name) != right.region.name:
        left, right, op = right, left, MIRRORED[op]
    begin = left.region.name
    if ENDS.get(begin) != right.region.name or left.life != state.packet or right.life != state.packet:
        return
    if left.offset is None or right.offset != 0:
        forget(state)
    elif op in ("<", "<="):
        rooms = known(state)
        _keep(state, {**rooms, begin: max(left.offset + (op == "<"), rooms.get(begin, 0))})


def known(state: State) -> dict[str, int]:
    """The bytes that may be accessed, by the member of the context that points to where they begin."""
    rooms = dict(state.room)
    return rooms if rooms.pop("", None) == state.packet else {}


def forget(state: State) -> None:
    """The path may have compared what nobody sees."""
    _keep(state, dict.fromkeys(ENDS, UNKNOWN_ROOM))


def _keep(state: State, rooms: dict[str, int]) -> None:
    state.room = ("", state.packet), *sorted(rooms.items())
