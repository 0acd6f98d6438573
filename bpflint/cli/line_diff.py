"""Which lines of a text changed: as few as there can be (Myers, "An O(ND) Difference Algorithm", 1986).

Both texts may come from strangers, so the work is bounded; texts of which little is alike are not compared line by
line: all that stands between their common beginning and end is then taken for changed.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Final, TypeVar

MOST_EDITS: Final = 1_000
"""Lines added and removed among those that both texts have. The work grows with the square of this."""
_CONTEXT: Final = 3
"""Lines that a diff shows around each change."""

_Opcode = tuple[str, int, int, int, int]
_Line = TypeVar("_Line")


def new_lines(old: Sequence[bytes], new: Sequence[bytes]) -> frozenset[int]:
    """Numbers, from 1, of the lines of `new` that are not among those that stayed in `old`, in their order."""
    return frozenset(range(1, len(new) + 1)).difference(after + 1 for _, after in _kept(old, new))


def unified(old: Sequence[str], new: Sequence[str], old_name: str, new_name: str) -> Iterator[str]:
    """The lines of a unified diff, as `difflib.unified_diff()` writes them; nothing where the texts are the same."""
    opcodes = list(_opcodes(old, new))
    if any(kind != "equal" for kind, *_ in opcodes):
        yield f"--- {old_name}\n"
        yield f"+++ {new_name}\n"
        for group in _Told(opcodes).get_grouped_opcodes(_CONTEXT):
            yield f"@@ -{_extent(group[0][1], group[-1][2])} +{_extent(group[0][3], group[-1][4])} @@\n"
            for kind, begin, end, first, last in group:
                if kind == "equal":
                    yield from (f" {line}" for line in old[begin:end])
                else:
                    yield from (f"-{line}" for line in old[begin:end])
                    yield from (f"+{line}" for line in new[first:last])


class _Told(SequenceMatcher[str]):
    """Groups changes that were found already."""

    def __init__(self, opcodes: list[_Opcode]) -> None:
        super().__init__()
        self._opcodes = opcodes

    def get_opcodes(self) -> list[_Opcode]:  # type: ignore[override]  # whose names of kinds are literals
        return self._opcodes


def _extent(begin: int, end: int) -> str:
    """Lines of a hunk as its head names them."""
    count = end - begin
    return f"{begin + 1}" if count == 1 else f"{begin + bool(count)},{count}"


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Iterator[_Opcode]:
    """What stayed and what changed, in order."""
    at = to = 0
    for before, after in (*_runs(_kept(old, new)), (range(len(old), len(old)), range(len(new), len(new)))):
        if at < before.start or to < after.start:
            yield "replace", at, before.start, to, after.start
        if before:
            yield "equal", before.start, before.stop, after.start, after.stop
        at, to = before.stop, after.stop


def _runs(kept: Sequence[tuple[int, int]]) -> Iterator[tuple[range, range]]:
    """Lines that stayed, as runs in both texts."""
    begin = 0
    for index, (before, after) in enumerate(kept, 1):
        if index == len(kept) or kept[index] != (before + 1, after + 1):
            yield range(kept[begin][0], before + 1), range(kept[begin][1], after + 1)
            begin = index


def _kept(old: Sequence[_Line], new: Sequence[_Line]) -> list[tuple[int, int]]:
    """Where the lines that stayed stand in both texts, from 0, in order."""
    begin = _alike(old, new)
    end = _alike(old[: begin - 1 if begin else None : -1], new[: begin - 1 if begin else None : -1])
    before, after = range(begin, len(old) - end), range(begin, len(new) - end)
    common = {old[index] for index in before} & {new[index] for index in after}
    olds = [index for index in before if old[index] in common]
    news = [index for index in after if new[index] in common]
    stayed = _stayed([old[index] for index in olds], [new[index] for index in news])
    return [
        *((index, index) for index in range(begin)),
        *((olds[one], news[other]) for one, other in stayed),
        *zip(range(len(old) - end, len(old)), range(len(new) - end, len(new)), strict=True),
    ]


def _alike(old: Sequence[object], new: Sequence[object]) -> int:
    """How many lines at the beginning are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _stayed(old: Sequence[object], new: Sequence[object]) -> list[tuple[int, int]]:
    """The places of the longest sequence that both have; none if it takes too many edits."""
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


def _way_back(rounds: Sequence[array[int]], edits: int, place: int, x: int) -> list[tuple[int, int]]:
    """The places in both texts of the lines that were not edited on the way to the end."""
    found: list[tuple[int, int]] = []
    for count in range(edits, -1, -1):
        diagonal = 2 * place - count
        last = rounds[count - 1] if count else array("q")
        start = _start(last, place, count)
        found.extend((index, index - diagonal) for index in reversed(range(start, x)))
        if count:
            is_added = place == 0 or (place < count and last[place - 1] < last[place])
            place = place if is_added else place - 1
            x = last[place]
    return found[::-1]
