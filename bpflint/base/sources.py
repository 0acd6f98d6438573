"""The text of the files that findings are in, as reports and baselines show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bpflint.base.boundary import Boundary
from bpflint.base.files import MOST_BYTES, read_regular


class Sources:
    """The lines of files, read once. A file that cannot be read, or must not be quoted, has none."""

    def __init__(self, texts: Mapping[str, str] | None = None, boundary: Boundary | None = None) -> None:
        """`boundary` says what may be quoted; without one, everything may."""
        self._texts = dict(texts or {})
        self._boundary = boundary
        self._lines: dict[str, Sequence[str]] = {}

    def text(self, path: str) -> str:
        """The whole file, undecodable bytes replaced; "" if it cannot be read."""
        if path not in self._texts:
            try:
                is_ours = self._boundary is None or self._boundary.holds(path)
                self._texts[path] = read_regular(path, MOST_BYTES).decode("utf-8", "replace") if is_ours else ""
            except (OSError, ValueError):
                self._texts[path] = ""
        return self._texts[path]

    def lines(self, path: str) -> Sequence[str]:
        """The lines without their ends, split where the compiler does: at newlines only."""
        if path not in self._lines:
            self._lines[path] = [line.rstrip("\r") for line in self.text(path).split("\n")]
        return self._lines[path]

    def line(self, path: str, number: int) -> str:
        """Line `number`, from 1; "" if there is none."""
        lines = self.lines(path)
        return lines[number - 1] if 0 < number <= len(lines) else ""
