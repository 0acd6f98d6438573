"""Ranges of source text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
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


def are_outside(lines: Iterable[tuple[str, int]], spans: Iterable[Span]) -> bool:
    """Whether one of `lines`, by path and number, is on none of `spans`, which may be many, as the lines may."""
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
            return True
    return False
