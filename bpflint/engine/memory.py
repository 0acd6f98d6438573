"""How much memory workers may use, so that all of them together fit into the machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

MOST_BYTES: Final = 4 << 30
"""Address space of one process. libclang itself maps about 200 MB; the largest BPF programs known stay under 1 GB."""
_LEAST_BYTES: Final = 3 << 29
_CONTAINER: Final = Path("/sys/fs/cgroup/memory.max")


def share_out(processes: int) -> tuple[int, int]:
    """How many of `processes` there may be, and how many bytes each may use."""
    there = machine_bytes()
    if there is None:
        return processes, MOST_BYTES
    allowed = max(1, min(processes, there // _LEAST_BYTES))
    return allowed, max(_LEAST_BYTES, min(MOST_BYTES, there // allowed))


def machine_bytes() -> int | None:
    """The memory of the machine, or of the container that we run in; not what is free now, which differs each time."""
    try:
        found = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return None
    try:
        return min(found, int(_CONTAINER.read_text(encoding="ascii")))
    except (OSError, ValueError):  # "max"
        return found


def limit_memory(most_bytes: int) -> None:
    """Hold this process, and those that it forks, to so much address space."""
    try:
        import resource  # not on Windows
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(
        resource.RLIMIT_AS, (most_bytes if hard == resource.RLIM_INFINITY else min(most_bytes, hard), hard)
    )
