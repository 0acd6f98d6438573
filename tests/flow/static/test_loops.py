"""Loops that count: where a counter ends."""

from __future__ import annotations

import pytest

from bpflint.flow.static.loops import Counting


@pytest.mark.parametrize(
    ("step", "end", "now", "last"),
    [
        (1, 8, 3, 8),
        (-1, 0, 5, 0),
        (2, 5, 0, 6),
        (2, 6, 0, 6),
        (-3, 0, 10, -2),
        (-4, -1, 256, -4),
        (1, 8, 8, 8),
        (1, 8, 12, 12),
        (-3, 0, -2, -2),
    ],
)
def test_a_counter_stops_at_its_end_or_at_the_first_number_beyond(step: int, end: int, now: int, last: int) -> None:
    assert Counting(step, end).last(now) == last
