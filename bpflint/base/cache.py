"""The user's cache: what one run leaves for the next, such as unpacked kernel types, precompiled headers and reports.

The cache only saves time. Whatever goes wrong with it, there is none: a read-only home directory, a full disk, another
process that writes or removes the same file.

Damage is noticed by a checksum, within the file where bpflint alone reads it (`store`, `load`), beside it where the
compiler does (`publish`, `is_sound`).
"""

# Paths are strings here, as the compiler takes them; os.path neither resolves links nor costs much.
# ruff: noqa: PTH105, PTH108, PTH123

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
import time
from pathlib import Path
from typing import Final

from bpflint.base import cache_place
from bpflint.base.cache_place import ENVIRONMENT, forget, refusal
from bpflint.base.errors import complain
from bpflint.base.files import open_regular, read_regular

__all__ = ["ENVIRONMENT", "forget", "refusal"]

_SEAL: Final = b"bpflint 1 "
"""How a file begins that `store` wrote; the checksum and a line end follow."""
_DIGEST_BYTES: Final = 20
_SUM: Final = ".sum"
"""The ending of the file beside a published one: its checksum, and what the system said of it when that was right."""
_MAX_LOAD_BYTES: Final = 64 << 20
_MAX_PUBLISHED_BYTES: Final = 1 << 30
_MAX_BYTES: Final = 300 << 20
_FRESH_S: Final = 3600
"""What was used this recently is not removed: another process may be about to read it."""
_OURS: Final = re.compile(r"\.new-|[0-9a-f]{20,}(\.\w+)*$")
"""Names of files that this module wrote; others are not removed."""


def cache_directory() -> Path | None:
    """The directory of the cache, created if need be, no symbolic link in it; None where it cannot be used."""
    found = cache_place.directory()
    return None if found is None else Path(found)


def cache_folder(name: str) -> Path | None:
    """A directory within the cache, created if need be; None where it cannot be used."""
    found = cache_place.folder(name)
    return None if found is None else Path(found)


# ------------------------------------------------------------------------------------------------- files of our own


def store(path: Path, data: bytes) -> bool:
    """Write a file for `load`, at once or not at all; False if it cannot be written."""
    # What a crash leaves half written fails the checksum, so nobody waits for the disk here.
    return write(path, _SEAL + _digest(data).encode() + b"\n" + data)


def load(path: Path) -> bytes | None:
    """What `store` wrote there; None where there is no such file. A damaged one is removed."""
    try:
        with open_regular(path) as file:
            data = file.read(_MAX_LOAD_BYTES)
    except OSError:
        return None
    head, _, content = data.partition(b"\n")
    if head == _SEAL + _digest(content).encode():
        return content
    _remove(path)
    return None


# ------------------------------------------------------------------------------------------- files for the compiler


def publish(path: Path, data: bytes) -> bool:
    """Write a file that others read as it is, with its checksum beside it; False if it cannot be written.

    One that another process has just written is left in its place: what was made of it depends on its time.
    """
    try:
        there = read_regular(path, len(data)) == data
    except OSError:
        there = False
    return (there or write(path, data, durable=True)) and _vouch(path, _digest(data))


def publish_file(temporary: str, path: Path) -> bool:
    """Move a file of the same directory to `path`, as `publish` would write it."""
    try:
        with open(temporary, "rb") as file:
            os.fsync(file.fileno())
            digest = hashlib.file_digest(file, _hash).hexdigest()
        os.replace(temporary, path)
    except OSError:
        return False
    return _vouch(path, digest)


def is_sound(path: Path) -> bool:
    """True if a published file is there as it was written. A damaged one is removed, which standard error tells.

    A file of which the system says what it said before was not written since, and is not read again to be sure.
    """
    try:
        digest, _, stamp = read_regular(f"{path}{_SUM}", 1000).decode("ascii").partition(" ")
        if stamp == _stamp(path):
            touch(Path(f"{path}{_SUM}"))
            return True
        with open_regular(path) as file:
            is_endless = os.fstat(file.fileno()).st_size > _MAX_PUBLISHED_BYTES
            same = not is_endless and hashlib.file_digest(file, _hash).hexdigest() == digest
    except (OSError, ValueError):
        return False
    if same:
        return _vouch(path, digest)
    discard(path)
    complain(f"{path} was damaged; it is made again")
    return False


def discard(path: Path) -> None:
    """Remove a published file."""
    _remove(Path(f"{path}{_SUM}"))
    _remove(path)


def _vouch(path: Path, digest: str) -> bool:
    try:
        return write(Path(f"{path}{_SUM}"), f"{digest} {_stamp(path)}".encode())
    except OSError:
        return False


def _stamp(path: Path) -> str:
    status = os.lstat(path)
    return f"{status.st_ino} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"


def _hash() -> hashlib.blake2b:
    return hashlib.blake2b(digest_size=_DIGEST_BYTES)


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=_DIGEST_BYTES).hexdigest()


def write(path: Path, data: bytes, *, durable: bool = False) -> bool:
    """Write a file at once or not at all; False if it cannot be written. `durable` waits for the disk."""
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
            temporary = file.name
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError:
        if temporary:
            _remove(Path(temporary))
        return False
    return True


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)


# ------------------------------------------------------------------------------------------------------- old files


def touch(path: Path) -> None:
    """Note that `path` was used, for `prune`."""
    with contextlib.suppress(OSError):
        os.utime(path)


def prune(directory: Path, max_bytes: int = _MAX_BYTES, now: float | None = None) -> None:
    """Remove the files in `directory` that were not used for longest, until `max_bytes` remain."""
    moment = time.time() if now is None else now
    used: dict[str, float] = {}
    sizes: dict[str, int] = {}
    with contextlib.suppress(OSError):
        for entry in os.scandir(directory):
            with contextlib.suppress(OSError):
                if entry.is_file(follow_symlinks=False) and _OURS.match(entry.name):
                    status = entry.stat(follow_symlinks=False)
                    path = entry.path.removesuffix(_SUM)
                    used[path] = max(used.get(path, 0), status.st_mtime)
                    sizes[path] = sizes.get(path, 0) + status.st_size
    total = sum(sizes.values())
    for path in sorted(used, key=used.__getitem__):
        if total <= max_bytes or moment - used[path] < _FRESH_S:
            return
        discard(Path(path))
        total -= sizes[path]
