"""Times of files, by which to tell whether anything has changed that decides what is said of a document."""

from __future__ import annotations

import os
from collections.abc import Iterable

Times = dict[str, tuple[int, int] | None]


def times(paths: Iterable[str], until: int | None = None) -> Times:
    """The time and size of each file; None for one that is not there.

    One that was written after `until` gets no time that it could have, so that it counts as changed.
    """
    found: Times = {}
    for path in paths:
        try:
            status = os.stat(path)  # noqa: PTH116 - hundreds of files each second
        except (OSError, ValueError):
            found[path] = None
        else:
            is_newer = until is not None and status.st_mtime_ns > until
            found[path] = (-1, -1) if is_newer else (status.st_mtime_ns, status.st_size)
    return found
