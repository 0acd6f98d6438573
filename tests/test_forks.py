"""Work that is shared out gives the same results, whatever becomes of the helpers."""

from __future__ import annotations

import os

import pytest

from bpflint.forks import CAN_FORK, share_out

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="work is shared out on Linux only")

OURS = os.getpid()


def test_results_come_in_the_order_of_the_items() -> None:
    assert share_out(lambda item: item * 2, range(50), 3) == [2 * item for item in range(50)]


def test_more_items_than_a_pipe_holds() -> None:
    assert share_out(str, range(3000), 2) == [str(item) for item in range(3000)]


def test_helpers_take_part() -> None:
    our_ear, helpers_voice = os.pipe()
    helpers_ear, our_voice = os.pipe()

    def work(_: int) -> int:
        # Whoever takes the first item waits until the other has taken the second.
        ear, voice = (our_ear, our_voice) if os.getpid() == OURS else (helpers_ear, helpers_voice)
        os.write(voice, b".")
        os.read(ear, 1)
        return os.getpid()

    assert len(set(share_out(work, [1, 2], 2))) == 2
    for end in (our_ear, our_voice, helpers_ear, helpers_voice):
        os.close(end)


def test_shared_objects_keep_their_identity() -> None:
    mine, other = object(), object()
    results = share_out(lambda item: (item, mine, "text"), [mine, other] * 20, 2, shared=[mine, other])
    assert [result[0] for result in results] == [mine, other] * 20
    assert all(result[1] is mine for result in results)


def test_what_a_helper_cannot_send_is_done_here() -> None:
    results = share_out(lambda item: lambda: item, range(20), 2)
    assert [result() for result in results] == list(range(20))


def test_a_helper_that_dies_costs_nothing() -> None:
    def work(item: int) -> int:
        if os.getpid() != OURS:
            os.abort()
        return item

    assert share_out(work, range(20), 3) == list(range(20))


def test_a_mistake_is_raised_here() -> None:
    def work(item: int) -> int:
        raise ValueError(item)

    with pytest.raises(ValueError, match="0"):
        share_out(work, [0], 2)


def test_no_items() -> None:
    assert share_out(str, [], 2) == []
