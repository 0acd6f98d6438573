"""Which lines are new is told exactly, and soon, whatever two texts look like."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpflint.cli.new_lines import new_lines

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
    assert time.process_time() - used < 30
