"""Makes text from strangers safe and measurable on a terminal.

File names and source lines may hold escape sequences, bidirectional overrides or a megabyte without a line break.
Everything printed goes through here; what cannot be shown as it is appears as `\\x1b` or `\\u202e`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

TAB_WIDTH: Final = 4
_MARKED_COMMAND: Final = re.compile(r"##(?=\w*\[)")
_COMMAND: Final = re.compile(r"(?m)^(\s*)::")


def clean(text: str, limit: int = 2000) -> str:
    """`text` on one line without control characters, at most `limit` characters long."""
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return "".join(_show(character) for character in text)


def clean_block(text: str) -> str:
    """`text` with its line breaks and tabs, without other control characters."""
    return "\n".join(clean(line.replace("\t", "    "), 100_000) for line in text.splitlines())


def printable(text: str) -> str:
    """`text` as a file can hold it for other programs: line ends and tabs kept, other control characters escaped."""
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "".join(character if character in "\n\t" else _show(character) for character in text)


def inert(text: str) -> str:
    """`text` with a blank in whatever such a service would take for a command: `##[...`, `##vso[...`, `::...`."""
    if "##" in text:
        text = _MARKED_COMMAND.sub("# #", text)
    return _COMMAND.sub(r"\1: :", text) if "::" in text else text


def _show(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def width(text: str) -> int:
    """Columns that `text` takes on a terminal."""
    return len(text) if text.isascii() else sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A source line as it is printed, and where its characters went.

    `columns[i]` is the 0-based terminal column at which character `i` begins; the last entry is the end of the line.
    """

    text: str
    columns: tuple[int, ...]

    def column(self, source_column: int) -> int:
        """The terminal column of a 1-based column of the source, clamped to the line."""
        return self.columns[max(0, min(source_column - 1, len(self.columns) - 1))]


def show_line(line: str, limit: int = 4000) -> ShownLine:
    """Expand tabs, escape what is invisible, and remember every column. Looks at no more than `limit` characters."""
    pieces: list[str] = []
    columns: list[int] = []
    at = 0
    for character in line[:limit]:
        columns.append(at)
        piece = " " * (TAB_WIDTH - at % TAB_WIDTH) if character == "\t" else _show(character)
        pieces.append(piece)
        at += width(piece)
    columns.append(at)
    return ShownLine("".join(pieces), tuple(columns))


def crop(text: str, start: int, stop: int) -> str:
    """The part of `text` between two terminal columns, `…` in place of what is cut off."""
    total = width(text)
    if start <= 0 and total <= stop:
        return text
    kept: list[str] = []
    at = 0
    for drawn in _drawn(text):
        if start <= at and at + width(drawn) <= stop:
            kept.append(drawn)
        at += width(drawn)
    if start > 0 and kept:
        kept[0] = "…"
    if total > stop and kept:
        kept[-1] = "…"
    return "".join(kept)


def _drawn(text: str) -> list[str]:
    """The characters, each with the marks that are drawn over it."""
    found: list[str] = []
    for character in text:
        if found and not _width(character):
            found[-1] += character
        else:
            found.append(character)
    return found
