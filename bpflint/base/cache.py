"""The user's cache: what one run leaves for the next, such as unpacked kernel types, precompiled headers and reports.

The cache only saves time. Whatever goes wrong with it, there is none: a read-only home directory, a full disk, another
process that writes or removes the same file.

What stands in it is believed, so nobody else may have put it there: a directory that another user owns or may write, or
that lies in one, is refused, and `refusal` says why. Damage is noticed by a checksum, within the file where bpflint
alone reads it (`store`, `load`), beside it where the compiler does (`publish`, `is_sound`).
"""

# Paths are strings here, as the compiler takes them; os.path neither resolves links nor costs much.
# ruff: noqa: PTH105, PTH108, PTH116, PTH123

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path

from bpflint.base.errors import complain

ENVIRONMENT: Final = "BPFLINT_CACHE_DIR"
_SEAL: Final = b"bpflint 1 "
"""How a file begins that `store` wrote; the checksum and a line end follow."""
_DIGEST_BYTES: Final = 20
_SUM: Final = ".sum"
"""The ending of the file beside a published one: its checksum, and what the system said of it when that was right."""
_MAX_LOAD_BYTES: Final = 64 << 20
_MAX_BYTES: Final = 300 << 20
_FRESH_S: Final = 3600
"""What was used this recently is not removed: another process may be about to read it."""
_OURS: Final = re.compile(r"\.new-|[0-9a-f]{20,}(\.\w+)*$")
"""Names of files that this module wrote; others are not removed."""

_refused: list[str] = []


def refusal() -> str | None:
    """Why the cache is not used, a sentence; None if it is, or if there just is none."""
    cache_directory()
    return _refused[0] if _refused else None


@cache
def cache_directory() -> Path | None:
    """The directory of the cache, created if need be, no symbolic link in it; None where it cannot be used."""
    named = os.environ.get(ENVIRONMENT)
    try:
        directory = os.path.realpath(named or user_cache_path("bpflint"))
        Path(directory).mkdir(parents=True, exist_ok=True, mode=0o700)
        if not os.access(directory, os.W_OK | os.X_OK):
            return None
        problem = _why_not_trusted(directory)
    except (OSError, ValueError, RuntimeError):
        return None
    if problem:
        _refused.append(f"{directory} is not used as a cache: {problem}")
        return None
    return Path(directory)


@cache
def cache_folder(name: str) -> Path | None:
    """A directory within the cache, created if need be; None where it cannot be used."""
    directory = cache_directory()
    if directory is None:
        return None
    path = directory / name
    try:
        path.mkdir(exist_ok=True, mode=0o700)
        return path if _whose(str(path)) is None else None
    except OSError:
        return None


def forget() -> None:
    """Look at the directories anew; for tests."""
    cache_directory.cache_clear()
    cache_folder.cache_clear()
    _refused.clear()


# --------------------------------------------------------------------------------------------------- whose it is


def _why_not_trusted(directory: str) -> str | None:
    problem = _whose(directory)
    if problem:
        return problem
    for above in Path(directory).parents:
        if problem := _whose_above(str(above)):
            return problem
    for entry in os.scandir(directory):
        if not entry.is_file(follow_symlinks=False) and (problem := _whose(entry.path)):
            return f"{problem}: {entry.name}"
    return None


def _whose(directory: str) -> str | None:
    """What is wrong with a directory of the cache: it has to be ours alone to write."""
    status = os.lstat(directory)
    if not stat.S_ISDIR(status.st_mode):
        return "it is not a directory"
    if not hasattr(os, "geteuid"):  # Windows, where the user's profile is the user's
        return None
    if status.st_uid != os.geteuid():
        return "it belongs to another user"
    if status.st_mode & stat.S_IWOTH or (status.st_mode & stat.S_IWGRP and not _is_trusted_group(status.st_gid)):
        return "others may write it"
    return None


def _whose_above(directory: str) -> str | None:
    """What is wrong with a directory above the cache: nobody else may put another one in the cache's place."""
    if not hasattr(os, "geteuid"):
        return None
    status = os.stat(directory)
    if status.st_uid not in (os.geteuid(), 0):
        return f"{directory} belongs to another user"
    if status.st_mode & stat.S_ISVTX:
        return None
    if status.st_mode & stat.S_IWOTH or (status.st_mode & stat.S_IWGRP and not _is_trusted_group(status.st_gid)):
        return f"others may write {directory}"
    return None


def _is_trusted_group(group: int) -> bool:
    """True for root's group, and for a group that the user is alone in, as many systems give every user."""
    if group == 0:
        return True
    import grp
    import pwd

    try:
        user = pwd.getpwuid(os.geteuid())
        entry = grp.getgrgid(group)
    except KeyError:
        return False
    return user.pw_gid == group and entry.gr_name == user.pw_name and set(entry.gr_mem) <= {user.pw_name}


# ------------------------------------------------------------------------------------------------- files of our own


def store(path: Path, data: bytes) -> bool:
    """Write a file for `load`, at once or not at all; False if it cannot be written."""
    # What a crash leaves half written fails the checksum, so nobody waits for the disk here.
    return _write(path, _SEAL + _digest(data).encode() + b"\n" + data)


def load(path: Path) -> bytes | None:
    """What `store` wrote there; None where there is no such file. A damaged one is removed."""
    try:
        with open(path, "rb") as file:
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
        there = path.read_bytes() == data
    except OSError:
        there = False
    return (there or _write(path, data, durable=True)) and _vouch(path, _digest(data))


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
        with open(f"{path}{_SUM}", encoding="ascii") as file:
            digest, _, stamp = file.read(1000).partition(" ")
        if stamp == _stamp(path):
            touch(Path(f"{path}{_SUM}"))
            return True
        with open(path, "rb") as file:
            same = hashlib.file_digest(file, _hash).hexdigest() == digest
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
        return _write(Path(f"{path}{_SUM}"), f"{digest} {_stamp(path)}".encode())
    except OSError:
        return False


def _stamp(path: Path) -> str:
    status = os.lstat(path)
    return f"{status.st_ino} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"


def _hash() -> hashlib.blake2b:
    return hashlib.blake2b(digest_size=_DIGEST_BYTES)


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=_DIGEST_BYTES).hexdigest()


def _write(path: Path, data: bytes, *, durable: bool = False) -> bool:
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
