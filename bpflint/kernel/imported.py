"""Kernels given as they are, a vmlinux or BTF where a profile is expected: read once, and kept in the user's cache.

Reading a kernel takes seconds. What is kept goes by the content of the file, so that the kernel after an update is
read anew, wherever it lies.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bpflint import __version__
from bpflint.base.cache import cache_folder, load, prune, store, touch

_FOLDER = "kernels"
_MAX_BYTES = 60 << 20  # a kernel takes 2 MB
_ROOM = Path(__file__).parent


def kept(path: Path, release: str | None, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `make` makes of the kernel at `path`, from the cache if it was made before. Raises OSError."""
    folder = cache_folder(_FOLDER)
    if folder is None:
        return make()
    place = folder / _key(path, release)
    if (data := load(place)) is not None:
        touch(place)
        return dict(json.loads(data))
    made = make()
    if store(place, json.dumps(made, separators=(",", ":")).encode()):
        prune(folder, _MAX_BYTES)
    return made


def _key(path: Path, release: str | None) -> str:
    """Names the content, and what else a profile depends on: names hold releases, and the reader may change."""
    digest = hashlib.blake2b(repr((__version__, release, path.name, _reader())).encode(), digest_size=20)
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _reader() -> list[tuple[str, int, int]]:
    """What tells whether the code that reads kernels was changed."""
    stats = ((each.name, each.stat()) for each in sorted(_ROOM.glob("*.py")))
    return [(name, status.st_mtime_ns, status.st_size) for name, status in stats]
