"""Ranges of source text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple


class Span(NamedTuple):
    """A range of source text. Lines and columns are 1-based; the end column is one past the last character."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    def has_line(self, path: str, line: int) -> bool:
        """True if some of the text stands on that line."""
        return path == self.path and self.line <= line <= self.end_line


NOWHERE: Final = Span("", 0, 0, 0, 0)


class Lines:
    """Some lines of files, by path and number."""

    __slots__ = ("_by_path", "_every")

    def __init__(self, every: Iterable[tuple[str, int]] = ()) -> None:
        self._every = sorted(set(every))
        self._by_path: dict[str, list[int]] = {}
        for path, line in self._every:
            self._by_path.setdefault(path, []).append(line)

    def __bool__(self) -> bool:
        return bool(self._every)

    def __iter__(self) -> Iterator[tuple[str, int]]:
        return iter(self._every)

    def touch(self, span: Span) -> bool:
        """Whether one of them is a line of the span."""
        lines = self._by_path.get(span.path, ())
        position = bisect_left(lines, span.line)
        return position < len(lines) and lines[position] <= span.end_line


def outside(lines: Iterable[tuple[str, int]], spans: Iterable[Span]) -> Iterator[tuple[str, int]]:
    """Those of `lines`, by path and number, that are on none of `spans`. Both may be many."""
    begins: dict[str, list[int]] = {}
    ends: dict[str, list[int]] = {}
    """How far those that begin by then reach."""
    for span in sorted(spans):
        begins.setdefault(span.path, []).append(span.line)
        reached = ends.setdefault(span.path, [])
        reached.append(max(span.end_line, reached[-1] if reached else 0))
    for path, line in lines:
        position = bisect_right(begins.get(path, ()), line)
        if not position or ends[path][position - 1] < line:
            yield path, line
