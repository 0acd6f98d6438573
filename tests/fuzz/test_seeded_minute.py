"""The same few inputs each time, in half a minute of a processor; `python -m tests.fuzz` tries more, and others."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from fuzz_kinds import KINDS, Kind
from fuzz_runner import Bench, Ran, Score, fuzz, fuzz_parsers

SEED = 1


def check(score: Score, tries: Iterator[None], count: int) -> None:
    for _ in itertools.islice(tries, count):
        assert not score.failures, score.failures[0]
    assert score.tried.total() == count


def test_commands_take_any_input(tmp_path: Path) -> None:
    score = Score()
    check(score, fuzz(SEED, tmp_path, score), 20)
    assert score.runs >= 20


def test_parsers_take_any_input(tmp_path: Path) -> None:
    score = Score()
    check(score, fuzz_parsers(SEED, tmp_path, score), 1000)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_there_is_something_to_begin_with(kind: Kind) -> None:
    if not kind.file.startswith("cache/"):
        assert all(kind.seeds())


@pytest.mark.parametrize(
    "ran",
    [
        Ran(3, b"", b"", 0),
        Ran(1, b"", b"Traceback (most recent call last):\n  x", 0),
        Ran(0, b'{"runs": 1}', b"", 0),
        Ran(0, b"{", b"", 0),
        Ran(0, b"", b"", 61),
    ],
)
def test_what_is_wrong_is_seen(ran: Ran) -> None:
    assert ran.problem(is_sarif=True)


def test_a_plain_run_is_right(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    ran = Bench(tmp_path / "project").run(["--format", "sarif", "a.bpf.c"])
    assert ran.code == 1
    assert ran.problem(is_sarif=True) is None
    assert ran.same_as(ran)
