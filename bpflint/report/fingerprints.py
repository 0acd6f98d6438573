"""`primaryLocationLineHash` as GitHub's upload action computes it, so that direct uploads agree with it.

Source of the algorithm: src/fingerprints.ts of github/codeql-action. The hash of a line covers the 100 UTF-16 code
units from its start on, blanks left out; any line end counts as one newline, the end of the file as 65535 and zeros;
arithmetic is modulo 2**64. A suffix `:n` counts lines of the same hash in the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, overload

_WINDOW: Final = 100
_BASE: Final = 37
_MASK: Final = (1 << 64) - 1
_END_OF_FILE: Final = b"\xff\xff" + bytes(2 * _WINDOW)
_BLANKS: Final = {ord(" "): None, ord("\t"): None}


class LineHashes(Sequence[str]):
    """The fingerprints of the lines of a text. Few are asked for, so a hash is computed when it is."""

    def __init__(self, text: str) -> None:
        lines = [line.translate(_BLANKS) for line in re.split(r"\r\n|\r|\n", text)]
        units = "\n".join(lines).encode("utf-16-le", "surrogatepass") + _END_OF_FILE
        self._windows: list[tuple[bytes, int]] = []
        """What each line's hash covers, and how many lines up to it cover the same."""
        counts: Counter[bytes] = Counter()
        start = 0
        for line in lines:
            window = units[start : start + 2 * _WINDOW]
            counts[window] += 1
            self._windows.append((window, counts[window]))
            start += 2 * (len(line) + 1 if line.isascii() else _units(line) + 1)

    def __len__(self) -> int:
        return len(self._windows)

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...

    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return [_hash(*each) for each in self._windows[index]]
        return _hash(*self._windows[index])


def _units(line: str) -> int:
    return len(line.encode("utf-16-le", "surrogatepass")) // 2


def _hash(window: bytes, count: int) -> str:
    value = 0
    for low, high in zip(window[::2], window[1::2], strict=True):
        value = (value * _BASE + (low | high << 8)) & _MASK
    return f"{value:x}:{count}"
