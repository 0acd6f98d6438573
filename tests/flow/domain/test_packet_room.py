"""What comparisons with the end of a packet tell, and when one contradicts another."""

from __future__ import annotations

import pytest

from bpflint.flow.domain import packet_room
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Pointer, Region, RegionKind

BEGIN = Region(RegionKind.PACKET, 1, name="data")
ENDING = Region(RegionKind.PACKET, 2, name="data_end")
LENGTH = 14


def place(state: State, offset: int) -> Pointer:
    return Pointer(BEGIN, offset, life=state.packet)


def end(state: State) -> Pointer:
    return Pointer(ENDING, life=state.packet)


@pytest.mark.parametrize(("first", "most"), [(">=", LENGTH), (">", LENGTH - 1)])
@pytest.mark.parametrize(("second", "least"), [("<", 1), ("<=", 0)])
@pytest.mark.parametrize("further", [-2, -1, 0, 1])
def test_a_packet_is_not_longer_than_it_was_found_to_be(
    first: str, most: int, second: str, least: int, further: int
) -> None:
    state = State()
    packet_room.learn(state, first, place(state, LENGTH), end(state))
    packet_room.learn(state, second, place(state, LENGTH + further), end(state))
    assert state.doubt == (LENGTH + further + least > most)


def test_the_end_may_stand_first() -> None:
    state = State()
    packet_room.learn(state, "<=", end(state), place(state, LENGTH))
    assert packet_room.most_bytes(state) == (("data", LENGTH),)
    packet_room.learn(state, ">", end(state), place(state, LENGTH))
    assert (state.doubt, packet_room.known(state)) == (True, {"data": LENGTH + 1})
