"""How long is too long, by the clock of the processor: a machine that slept or is busy changes no answer.

What a process did is told by the processor time that it used. One that uses none waits for something, a pipe or a
disk; it is given as many looks at it as it may use seconds. However long the machine slept between two, it is one.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from typing import Final

LOOK_S: Final = 1.0
_BY_SCHEDULER: Final = 2
_IDLE_S: Final = 0.001


@dataclass(slots=True)
class Watch:
    """Looks at a process that was given something to do, for which it may use `most_s` seconds of a processor."""

    pid: int
    most_s: float
    _first_s: float | None = None
    _latest_s: float | None = None
    _looks: int = 0
    """Since the process was seen to do anything."""
    _looked: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self._first_s = self._latest_s = used_seconds(self.pid)

    def look(self) -> str | None:
        """Why the process has to be ended, None if it may go on. Asked more often than each second, it says None."""
        now = time.monotonic()
        if now - self._looked < LOOK_S:
            return None
        self._looked = now
        used_s = used_seconds(self.pid)
        self._looks += 1
        if used_s is None or self._first_s is None or self._latest_s is None:
            return f"took longer than {self.most_s:.0f} seconds" if self._looks * LOOK_S >= self.most_s else None
        if used_s - self._latest_s > _IDLE_S:
            self._looks = 0
        self._latest_s = used_s
        if used_s - self._first_s >= self.most_s:
            return f"took longer than {self.most_s:.0f} seconds of a processor"
        return f"did nothing for {self.most_s:.0f} seconds" if self._looks * LOOK_S >= self.most_s else None


def used_seconds(pid: int) -> float | None:
    """The processor time that a process has used; None where the system does not say."""
    if sys.platform != "linux":
        return None
    try:
        return time.clock_gettime(~pid << 3 | _BY_SCHEDULER)  # as clock_getcpuclockid(3) puts it
    except OSError:
        return None
