"""Ranges of source text."""

from __future__ import annotations

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
