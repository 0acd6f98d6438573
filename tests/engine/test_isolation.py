"""One item that crashes or hangs costs one answer; the others still come, in order."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time

import pytest

from bpflint.engine.isolation import Lost, run_isolated


def work(item: str) -> str:
    match item:
        case "crash":
            os.abort()
        case "leave":
            os._exit(0)
        case "hang":
            time.sleep(60)
        case "spin":
            while True:
                pass
        case "slow":
            time.sleep(0.2)
    return item.upper()


def encode(result: str | Lost) -> bytes:
    assert isinstance(result, str)
    return b"\xff" if result == "LIE" else result.encode()


def run(*items: str, jobs: int = 2, timeout_s: float = 30.0) -> list[str | Lost]:
    return list(run_isolated(work, items, jobs=jobs, timeout_s=timeout_s, encode=encode, decode=bytes.decode))


def test_results_come_in_the_order_of_the_items() -> None:
    assert run("slow", "a", "b", "slow", "c") == ["SLOW", "A", "B", "SLOW", "C"]


def test_nothing_to_do() -> None:
    assert run() == []


def test_a_crash_costs_one_item() -> None:
    assert run("a", "crash", "b", "crash", "c") == [
        "A",
        Lost("the parser crashed (signal 6)"),
        "B",
        Lost("the parser crashed (signal 6)"),
        "C",
    ]


def test_a_worker_that_leaves_is_noticed() -> None:
    assert run("leave", "a", jobs=1) == [Lost("the parser crashed"), "A"]


def test_an_answer_that_is_none_costs_one_item() -> None:
    assert run("lie", "a") == [Lost("the parser sent an answer that is none"), "A"]


def test_a_hang_is_ended() -> None:
    assert run("hang", "a", "b", jobs=1, timeout_s=3.0) == [Lost("did nothing for 3 seconds"), "A", "B"]


def test_one_that_goes_on_for_ever_is_ended() -> None:
    assert run("spin", "a", jobs=1, timeout_s=1.0) == [Lost("took longer than 1 seconds of a processor"), "A"]


def test_a_clock_that_jumps_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it does where the machine was asleep, on systems whose clock goes on."""
    clock, looks = time.monotonic, itertools.count()
    monkeypatch.setattr(time, "monotonic", lambda: clock() + 3600 * next(looks))
    assert run("slow", "a", "slow", jobs=2, timeout_s=20.0) == ["SLOW", "A", "SLOW"]


SLEEPS = """
import sys, time
sys.path[:0] = sys.argv[1:]
from bpflint.engine.isolation import run_isolated

def work(item):
    print("begins", flush=True)
    while time.process_time() < 1:
        pass
    return item

results = run_isolated(work, ["a"], jobs=1, timeout_s=2.0, encode=str.encode, decode=bytes.decode)
print(*results, flush=True)
"""


def test_a_machine_that_slept_changes_nothing() -> None:
    """A stopped process group is to itself what a machine is that slept."""
    process = subprocess.Popen(
        [sys.executable, "-c", SLEEPS, *sys.path], stdout=subprocess.PIPE, text=True, process_group=0
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begins\n"
        os.killpg(process.pid, signal.SIGSTOP)
        time.sleep(4)
        os.killpg(process.pid, signal.SIGCONT)
        assert process.stdout.read() == "a\n"


def test_when_time_is_over_the_rest_is_left_out() -> None:
    started = time.monotonic()
    results = list(
        run_isolated(
            work,
            ("a", "hang", "b", "hang", "c"),
            jobs=1,
            timeout_s=30.0,
            ends=started + 2,
            encode=encode,
            decode=bytes.decode,
        )
    )
    assert results == ["A", *[Lost("the time for the whole run was over before")] * 4]
    assert time.monotonic() - started < 20
