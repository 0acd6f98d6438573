"""Whether a kernel has something."""

from __future__ import annotations

from enum import Enum


class Presence(Enum):
    """Whether a kernel has something."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"
