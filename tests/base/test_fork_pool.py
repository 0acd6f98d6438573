"""Work that is shared out gives the same results, whatever becomes of the helpers."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from bpflint.base.fork_pool import CAN_FORK, Shares

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="work is shared out on Linux only")

OURS = os.getpid()


def share_out(
    work: Callable[[Any], object], items: Sequence[Any], processes: int, shared: Sequence[object] = ()
) -> list[Any]:
    results = Shares(work, items, processes, shared).finish(items)
    return [results[item] for item in items]


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
    results = share_out(lambda item: (other, mine, "text") if item else mine, range(20), 2, shared=[mine, other])
    assert results[0] is mine
    assert all(result[0] is other and result[1] is mine for result in results[1:])


def test_what_a_helper_cannot_send_is_done_here() -> None:
    results = share_out(lambda item: lambda: item, range(20), 2)
    assert [result() for result in results] == list(range(20))


def test_a_helper_that_dies_costs_nothing() -> None:
    def work(item: int) -> int:
        if os.getpid() != OURS:
            os.kill(os.getpid(), signal.SIGKILL)
        return item

    assert share_out(work, range(20), 3) == list(range(20))


def test_without_more_processes_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    assert share_out(str, range(20), 3) == [str(item) for item in range(20)]


def test_a_mistake_is_raised_here() -> None:
    def work(item: int) -> int:
        raise ValueError(item)

    shares = Shares(work, [0], 2)
    with pytest.raises(ValueError, match="0"):
        shares.finish([0])
    _assert_gone(shares)


def test_no_items() -> None:
    assert share_out(str, [], 2) == []


def test_only_what_is_wanted_is_done_here() -> None:
    done: list[int] = []

    def work(item: int) -> int:
        done.append(item)
        return item

    assert Shares(work, range(10), 1).finish([3, 4]) == {3: 3, 4: 4}
    assert done == [3, 4]


def test_cancelled_helpers_leave_no_process_behind() -> None:
    shares = Shares(time.sleep, [60, 60], 3)
    shares.cancel()
    _assert_gone(shares)


def _assert_gone(shares: Shares[Any, Any]) -> None:
    assert shares._helpers
    for helper in shares._helpers:
        with pytest.raises(ChildProcessError):
            os.waitpid(helper._pid, os.WNOHANG)
