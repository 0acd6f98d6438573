"""Which lines changed is told exactly, and soon, whatever two texts look like."""

from __future__ import annotations

import time
from collections.abc import Sequence
from difflib import unified_diff

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpflint.cli.line_diff import new_lines, unified

LINES = st.lists(st.sampled_from([b"a", b"b", b"c", b"d", b"}"]), max_size=12)


def longest_common(old: Sequence[bytes], new: Sequence[bytes]) -> int:
    """How many lines of `new` can be kept at most."""
    row = [0] * (len(new) + 1)
    for line in old:
        last = row[:]
        for index, other in enumerate(new):
            row[index + 1] = last[index] + 1 if line == other else max(row[index], last[index + 1])
    return row[-1]


@given(old=LINES, new=LINES)
def test_the_rest_is_in_the_old_text_in_its_order_and_as_long_as_can_be(old: list[bytes], new: list[bytes]) -> None:
    found = new_lines(old, new)
    kept = [line for number, line in enumerate(new, 1) if number not in found]
    left = iter(old)
    assert all(line in left for line in kept)
    assert len(kept) == longest_common(old, new)


@given(old=LINES, new=LINES)
def test_a_diff_leads_from_one_text_to_the_other(old: list[bytes], new: list[bytes]) -> None:
    before, after = ([line.decode() + "\n" for line in lines] for lines in (old, new))
    found = list(unified(before, after, "a/x", "b/x"))
    assert patched(before, found) == after
    assert bool(found) == (old != new)


def patched(lines: list[str], diff: list[str]) -> list[str]:
    """What `patch` makes of a text; fails where the diff does not fit."""
    result: list[str] = []
    at = 0
    for line in diff[2:]:
        if line.startswith("@@"):
            begin, _, count = line.split()[1][1:].partition(",")
            begins = int(begin) - (count != "0")
            result += lines[at:begins]
            at = begins
        elif line[0] == "+":
            result.append(line[1:])
        else:
            assert lines[at] == line[1:]
            result += [line[1:]] * (line[0] == " ")
            at += 1
    return result + lines[at:]


def test_far_changes_are_hunks_of_their_own() -> None:
    old = [f"{number}\n" for number in range(1, 31)]
    new = ["first\n", *old[1:14], *old[15:], "last\n"]
    assert list(unified(old, new, "a", "b")) == list(unified_diff(old, new, "a", "b"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([b"x"] * 20_000, [b"y", *[b"x", b"y"] * 10_000, *[b"x"] * 10_000]),
        ([b"x", b"y"] * 20_000, [b"y", b"y", b"x"] * 20_000),
    ],
)
def test_lines_that_are_all_alike_keep_nobody_waiting(old: list[bytes], new: list[bytes]) -> None:
    """As a pull request may have them; difflib takes hours."""
    used = time.process_time()
    assert new_lines(old, new)
    assert list(unified([str(line) for line in old], [str(line) for line in new], "a", "b"))
    assert time.process_time() - used < 60
