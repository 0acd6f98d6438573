"""A bound on the time that clang may take for one parse, for processes that may be lost.

A file of a few lines keeps clang busy for ever: one that includes itself twice at each level, or a pragma that calls
itself without end. No step of ours runs meanwhile, so the system ends the process.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from typing import Final

MOST_S: Final = 20.0
"""Seconds of a processor. The largest file known, with all of vmlinux.h, takes less than two."""
SIGNAL: Final = getattr(signal, "SIGPROF", None)
"""What ends a process that took longer; None where systems have no such."""

_may_end = False


def end_process_when_over() -> None:
    """From now on, a parse that takes too long ends this process."""
    global _may_end
    _may_end = SIGNAL is not None


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    """What runs within is one parse."""
    if not _may_end:
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, MOST_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
