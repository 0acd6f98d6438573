"""Listens to a run, so that it can be said again (`cli/replay_run.py`) when nothing has changed.

Kept are runs that only report, and only where each of their reports was kept too: what is changed while it is read, is
cut short by a limit or is not understood at all is looked at anew.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from bpflint.base import cache, disk_trace
from bpflint.base.digests import digest_of_texts
from bpflint.base.fork_pool import CAN_FORK
from bpflint.cli import replay_run
from bpflint.cli.replay_run import STDERR, STDOUT, KeptRun


class Recording:
    """What a run says while it goes on, and what it asks."""

    def __init__(self, path: Path, heard: disk_trace.Trace) -> None:
        self._path = path
        self._heard = heard
        self._said: list[tuple[str, str]] = []

    def hear(self, stream: str, text: str) -> None:
        """Take in what the run prints."""
        if self._said and self._said[-1][0] == stream:
            text = self._said.pop()[1] + text
        self._said.append((stream, text))

    def keep(self, code: int, outputs: Iterable[Path], seconds: float | None) -> None:
        """Keep the run, if its answers will last. It wrote `outputs`, and said at the end that it took `seconds`."""
        took = "" if seconds is None else replay_run.time_taken(seconds)
        names = [os.path.abspath(output) for output in outputs]  # noqa: PTH100 - follows no link
        answers = disk_trace.after_writing(self._heard.answers, names)
        written = [(name, replay_run.digest_of_file(name)) for name in names]
        if disk_trace.UNSURE in answers.values() or not all(content for _, content in written):
            return
        run = KeptRun(code, took, self._said, written, list(answers), digest_of_texts(answers.values()))
        data = run.to_bytes()
        if data is not None:
            cache.write(self._path, data)  # beside the reports, which make room


def _is_unique(argument: str) -> bool:
    """Whether an argument has something else read than files, or a run that does not end."""
    return argument in ("-", "--watch") or argument.startswith("@")


class _Copied:
    """A stream of which the recording hears what is written."""

    def __init__(self, stream: TextIO, name: str, recording: Recording) -> None:
        self._stream = stream
        self._name = name
        self._recording = recording

    def write(self, text: str) -> int:
        self._recording.hear(self._name, text)
        return self._stream.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextlib.contextmanager
def recording(arguments: Sequence[str]) -> Iterator[Recording | None]:
    """Listen to what is printed and asked; None where a run with these arguments cannot be kept."""
    directory = None if any(map(_is_unique, arguments)) else cache.cache_directory()
    path = replay_run.place_of(arguments) if CAN_FORK and directory else None
    if path is None or directory is None:
        yield None
        return
    before = sys.stdout, sys.stderr
    listening = Recording(Path(path), disk_trace.listen([str(directory)]))
    sys.stdout = _Copied(before[0], STDOUT, listening)
    sys.stderr = _Copied(before[1], STDERR, listening)
    try:
        yield listening
    finally:
        sys.stdout, sys.stderr = before
        disk_trace.stop()
