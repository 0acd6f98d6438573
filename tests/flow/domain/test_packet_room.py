"""What comparisons with the end of a packet tell, and when one contradicts another."""

from __future__ import annotations

import pytest

from bpflint.flow.domain import packet_room
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Pointer, Region, RegionKind

BEGIN = Region(RegionKind.PACKET, 1, name="data")
END = Pointer(Region(RegionKind.PACKET, 2, name="data_end"))
LENGTH = 14


@pytest.mark.parametrize(("first", "most"), [(">=", LENGTH), (">", LENGTH - 1)])
@pytest.mark.parametrize(("second", "least"), [("<", 1), ("<=", 0)])
@pytest.mark.parametrize("further", [-2, -1, 0, 1])
def test_a_packet_is_not_longer_than_it_was_found_to_be(
    first: str, most: int, second: str, least: int, further: int
) -> None:
    state = State()
    packet_room.learn(state, first, Pointer(BEGIN, LENGTH), END)
    packet_room.learn(state, second, Pointer(BEGIN, LENGTH + further), END)
    assert state.doubt == (LENGTH + further + least > most)


def test_the_end_may_stand_first() -> None:
    state = State()
    packet_room.learn(state, "<=", END, Pointer(BEGIN, LENGTH))
    assert packet_room.most_bytes(state) == (("data", LENGTH),)
    packet_room.learn(state, ">", END, Pointer(BEGIN, LENGTH))
    assert (state.doubt, packet_room.known(state)) == (True, {"data": LENGTH + 1})
