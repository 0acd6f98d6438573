"""Where generated files are kept between runs: the unpacked kernel types and precompiled headers.

The cache only saves time. Whatever goes wrong with it, there is none: a read-only home directory, a full disk, another
process that writes or removes the same file.
"""

# Paths are strings here, as the compiler takes them; os.path neither resolves links nor costs much.
# ruff: noqa: PTH105, PTH108

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path

ENVIRONMENT: Final = "BPFLINT_CACHE_DIR"
_MAX_BYTES: Final = 300 << 20
_FRESH_S: Final = 3600
"""What was used this recently is not removed: another process may be about to read it."""


@cache
def cache_directory() -> Path | None:
    """The directory of the cache, created if need be; None where it cannot be written."""
    named = os.environ.get(ENVIRONMENT)
    directory = Path(named).absolute() if named else user_cache_path("bpflint")
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not os.access(directory, os.W_OK | os.X_OK):
            return None
        # Headers from this directory are believed, so nobody else may have put them there.
        if hasattr(os, "getuid") and directory.stat().st_uid not in (os.getuid(), 0):
            return None
    except OSError:
        return None
    return directory


def store(path: Path, data: bytes) -> bool:
    """Write `path` at once or not at all; False if it cannot be written."""
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
            temporary = file.name
            file.write(data)
        os.replace(temporary, path)
    except OSError:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        return False
    return True


def touch(path: Path) -> None:
    """Note that `path` was used, for `prune`."""
    with contextlib.suppress(OSError):
        os.utime(path)


def prune(directory: Path, max_bytes: int = _MAX_BYTES, now: float | None = None) -> None:
    """Remove the files in `directory` that were not used for longest, until `max_bytes` remain."""
    moment = time.time() if now is None else now
    entries = []
    with contextlib.suppress(OSError):
        for entry in os.scandir(directory):
            with contextlib.suppress(OSError):
                if entry.is_file(follow_symlinks=False):
                    status = entry.stat(follow_symlinks=False)
                    entries.append((status.st_mtime, status.st_size, entry.path))
    total = sum(size for _, size, _ in entries)
    for used, size, path in sorted(entries):
        if total <= max_bytes or moment - used < _FRESH_S:
            return
        with contextlib.suppress(OSError):
            os.unlink(path)
            total -= size
