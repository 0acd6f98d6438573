"""Which lines of a text are new, compared with an older one: as few as there can be (Myers, "An O(ND) Difference
Algorithm", 1986).

Both texts may come from strangers, so the work is bounded; texts of which little is alike are not compared line by
line: what stands between their common beginning and end is then new.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

MOST_EDITS: Final = 1_000
"""Lines added and removed among those that both texts have. The work grows with the square of this."""


def new_lines(old: Sequence[bytes], new: Sequence[bytes]) -> frozenset[int]:
    """Numbers, from 1, of the lines of `new` that are not among those that stayed in `old`, in their order."""
    begin = _alike(old, new)
    end = _alike(old[: begin - 1 if begin else None : -1], new[: begin - 1 if begin else None : -1])
    before, after = old[begin : len(old) - end], new[begin : len(new) - end]
    common = set(before) & set(after)
    numbers = [begin + 1 + index for index, line in enumerate(after) if line in common]
    stayed = _stayed([line for line in before if line in common], [line for line in after if line in common])
    return frozenset(range(begin + 1, begin + 1 + len(after))) - {numbers[index] for index in stayed}


def _alike(old: Sequence[bytes], new: Sequence[bytes]) -> int:
    """How many lines at the beginning are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _stayed(old: Sequence[bytes], new: Sequence[bytes]) -> list[int]:
    """Which lines of `new` are part of the longest sequence that both have; none if it takes too many edits."""
    rounds: list[array[int]] = []
    last = array("q")
    for edits in range(min(len(old) + len(new), MOST_EDITS) + 1):
        reached = array("q", bytes(8 * (edits + 1)))
        for place in range(edits + 1):
            diagonal = 2 * place - edits
            x = _start(last, place, edits)
            y = x - diagonal
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x += 1
                y += 1
            reached[place] = x
            if x >= len(old) and y >= len(new):
                return _way_back(rounds, edits, place, x)
        rounds.append(reached)
        last = reached
    return []


def _start(last: array[int], place: int, edits: int) -> int:
    """How far into the old text one more edit leads on a diagonal: one line was added, or one was removed."""
    if not edits:
        return 0
    if place == 0 or (place < edits and last[place - 1] < last[place]):
        return last[place]
    return last[place - 1] + 1


def _way_back(rounds: Sequence[array[int]], edits: int, place: int, x: int) -> list[int]:
    """The lines of the new text that were not edited on the way to the end."""
    found: list[int] = []
    for count in range(edits, -1, -1):
        diagonal = 2 * place - count
        last = rounds[count - 1] if count else array("q")
        start = _start(last, place, count)
        found.extend(range(start - diagonal, x - diagonal))
        if count:
            is_added = place == 0 or (place < count and last[place - 1] < last[place])
            place = place if is_added else place - 1
            x = last[place]
    return found
