"""A run in which nothing has changed says what the run before it said, at once.

Kept is what a run printed, its exit code, the reports that it wrote, and everything that the disk was asked for it with
the answers (`base/disk_trace.py`). It is kept under the command line, the directory, the environment and the
terminal, and said again only if the disk gives the same answers. Anything else is a run like any other, and
`cli/record_run.py` keeps that one.

Little is imported, since this has to be quick.
"""

# ruff: noqa: PTH109, PTH118, PTH123

from __future__ import annotations

import io
import os
import stat
import sys
import time

from bpflint import __version__
from bpflint.base import cache_place, disk_trace, services
from bpflint.base.digests import DIGEST_LETTERS, digest, digest_of_texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Final

_FOLDER: Final = "reports"
_FORMAT: Final = "bpflint run 1"
_BETWEEN: Final = "\0"
STDOUT: Final = "1"
STDERR: Final = "2"
MOST_BYTES: Final = 16 << 20
_MOST_KEPT_BYTES: Final = MOST_BYTES + 1000
_INDIFFERENT: Final = frozenset({"_", "OLDPWD", "SHLVL"})
"""Variables that change with every command, and that no run reads which is kept; so do those of git (`GIT_...`)."""


class KeptRun:
    """What a run said, and what it depended on."""

    def __init__(
        self,
        code: int,
        took: str,
        said: Sequence[tuple[str, str]],
        written: Sequence[tuple[str, str]],
        questions: Sequence[str],
        answers: str,
    ) -> None:
        self.code = code
        self.took = took
        """How its last line tells the time that it took; empty if it does not."""
        self.said = said
        """What it printed: the stream, and the text."""
        self.written = written
        """The reports that it wrote: the path, and the digest of what stands there."""
        self.questions = questions
        """What the disk was asked."""
        self.answers = answers
        """The digest of what it said."""

    def to_bytes(self) -> bytes | None:
        """The run as a file holds it; None if it cannot."""
        pairs = [part for pair in (*self.said, *self.written) for part in pair]
        head = [_FORMAT, str(self.code), self.took, str(len(self.said)), str(len(self.written)), self.answers]
        parts = [*head, *pairs, *self.questions]
        if any(_BETWEEN in part for part in parts):
            return None
        body = _BETWEEN.join(parts).encode("utf-8", "surrogateescape")
        return digest([body]).encode() + body if len(body) <= MOST_BYTES else None

    @classmethod
    def of_bytes(cls, data: bytes) -> KeptRun | None:
        """The run that `to_bytes` made these of; None for others."""
        body = data[DIGEST_LETTERS:]
        return cls.of_body(body) if data[:DIGEST_LETTERS] == digest([body]).encode() else None

    @classmethod
    def of_body(cls, body: bytes) -> KeptRun | None:
        """The same without the checksum. Raises ValueError for what `to_bytes` never makes."""
        form, code, took, said, written, answers, *parts = body.decode("utf-8", "surrogateescape").split(_BETWEEN)
        if form != _FORMAT:
            return None
        first, last = 2 * int(said), 2 * int(said) + 2 * int(written)
        pairs = list(zip(parts[:last:2], parts[1:last:2], strict=True))
        return cls(int(code), took, pairs[: first // 2], pairs[first // 2 :], parts[last:], answers)

    def still_holds(self) -> bool:
        """Whether the same run would say the same now."""
        return digest_of_texts(map(disk_trace.ask, self.questions)) == self.answers and all(
            digest_of_file(path) == content for path, content in self.written
        )

    def say(self, seconds: float) -> None:
        """Print what was printed. `seconds` is the time that this run took. Raises OSError."""
        take_any_text()
        for at, (number, text) in enumerate(self.said, 1):
            if self.took and at == len(self.said):
                before, told, after = text.rpartition(self.took)
                text = f"{before}{time_taken(seconds) if told else ''}{after}"
            stream = sys.stdout if number == STDOUT else sys.stderr
            stream.write(text)
            stream.flush()


def take_any_text() -> None:
    """Have standard output escape what its encoding lacks: a terminal that is not UTF-8 must not cost the report."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def say_again(arguments: Sequence[str]) -> int | None:
    """Say what the same run said before, if it would say the same now; returns its exit code.

    None if that is not known, and nothing was said. Raises OSError if the output cannot be written.
    """
    began = time.monotonic()
    path = place_of(arguments)
    kept = _read(path) if path is not None and sys.stdout is not None and sys.stderr is not None else None
    if kept is None or path is None or not kept.still_holds():
        return None
    try:  # as if they had been written
        for name in (path, *(name for name, _ in kept.written)):
            os.utime(name)
    except OSError:
        return None
    kept.say(time.monotonic() - began)
    return kept.code


def place_of(arguments: Sequence[str]) -> str | None:
    """Where a run with these arguments is kept; None where none can be.

    Text that was kept is not given to who takes some of it for commands: a cache may lie in a stranger's repository.
    """
    can_listen = hasattr(os, "geteuid") and not services.is_watched()
    folder = cache_place.folder(_FOLDER) if can_listen else None
    try:
        return folder and os.path.join(folder, digest(_circumstances(arguments)))
    except OSError:
        return None


def _circumstances(arguments: Sequence[str]) -> Iterator[bytes]:
    """All that decides what a run says, besides what is on the disk."""
    environment = (f"{name}={value}" for name, value in sorted(os.environ.items()) if not _is_indifferent(name))
    system = (__version__, __file__, sys.executable, sys.version, *os.uname(), str(os.geteuid()))
    for part in (*system, os.getcwd(), *map(_terminal, (1, 2)), *environment, "", *arguments):
        yield part.encode("utf-8", "surrogateescape")


def _is_indifferent(name: str) -> bool:
    return name in _INDIFFERENT or name.startswith("GIT_")


def _terminal(number: int) -> str:
    return str(os.get_terminal_size(number)) if os.isatty(number) else ""


def _read(path: str) -> KeptRun | None:
    try:
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as file:
            status = os.fstat(file.fileno())
            # Nothing else was written there; it might never end, or keep us waiting.
            is_kept = stat.S_ISREG(status.st_mode) and status.st_size <= _MOST_KEPT_BYTES
            return KeptRun.of_bytes(file.read()) if is_kept else None
    except (OSError, ValueError):
        return None


def time_taken(seconds: float) -> str:
    """How the text of a report tells the time that the run took."""
    return f" in {seconds:.1f} s"


def digest_of_file(path: str) -> str:
    """The digest of a regular file; empty if it is none."""
    try:
        status = os.lstat(path)
        if stat.S_ISREG(status.st_mode) and status.st_size <= MOST_BYTES:
            with open(path, "rb") as file:
                return digest([file.read()])
    except (OSError, ValueError):
        pass
    return ""
