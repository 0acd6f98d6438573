"""No process outlives the one that started it, however that one ends."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any, Final

_PR_SET_PDEATHSIG: Final = 1
_SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class Ended(BaseException):
    """Somebody wants this process to end. `code` is the exit code by which shells know that."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = 128 + number


@contextlib.contextmanager
def ending_in_order() -> Iterator[None]:
    """Raises Ended in the place of dying at once, so that those whom we started are ended first.

    A signal that is ignored (nohup) stays ignored. Outside of the main thread, nothing changes.
    """
    before: dict[int, Any] = {}
    try:
        for number in _SIGNALS:
            if signal.getsignal(number) is signal.SIG_DFL:
                before[number] = signal.signal(number, _raise)
    except ValueError:
        pass
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _raise(number: int, _frame: FrameType | None) -> None:
    raise Ended(number)


def live_with(parent: int) -> None:
    """For a child that begins: end when the process `parent` does, and leave what a terminal sends to it.

    Where the system offers nothing of the kind, only an orderly end of the parent ends the child.
    """
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # else the run goes on (nohup), and so does its child
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)
