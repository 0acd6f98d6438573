"""How far a long run has come, on standard error: a line that is there while one waits, and leaves nothing behind."""

from __future__ import annotations

import shutil
import sys
import time
from typing import Final

PATIENCE_S: Final = 2.0
"""Nothing is shown of runs that are shorter."""
_ERASE: Final = "\r\x1b[K"
_WIDTH: Final = 24


class Progress:
    """Counts files. Silent unless standard error is a terminal."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._started = time.monotonic()
        self._is_shown = sys.stderr.isatty() and total > 1
        self._drawn = False

    def step(self) -> None:
        """One file more is done."""
        self._done += 1
        seconds = time.monotonic() - self._started
        if self._is_shown and seconds >= PATIENCE_S:
            says = f"{self._done}/{self._total} files, {seconds:.0f} s"
            width = max(0, min(_WIDTH, shutil.get_terminal_size().columns - len(says) - len("[] ") - 1))
            filled = width * min(self._done, self._total) // max(1, self._total)
            bar = "#" * filled + "-" * (width - filled)
            self._write(f"{_ERASE}[{bar}] {says}")
            self._drawn = True

    def clear(self) -> None:
        """Takes the line away, before anything else is written to the terminal."""
        if self._drawn:
            self._write(_ERASE)
            self._drawn = False

    @staticmethod
    def _write(text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()
