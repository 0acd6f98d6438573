"""What git tracks: the names in the index of a repository.

The index is read as data. git itself is not asked, for it may run what a repository configures (a file system monitor)
when it lists files. Nothing but names is taken from the index.

The format: Documentation/gitformat-index.txt of git.
"""

from __future__ import annotations

import os
import struct
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bpflint.base.files import read_regular

_MOST_BYTES: Final = 64 << 20
"""Of an index, and of the names in it: Linux, with 90,000 files, has 10 MiB."""
_LONGEST_NAME: Final = 4096
_HASHES: Final = (20, 32)
"""Bytes of SHA-1 and SHA-256; the index does not say which."""
_STAT_BYTES: Final = 40
_EXTENDED: Final = 0x4000
_LENGTH: Final = 0x0FFF


class Tracked:
    """The names that git tracks, below the root of the repository and with `/`."""

    def __init__(self, files: Iterable[str] = ()) -> None:
        self.files = frozenset(files)
        self._ordered = sorted(self.files)  # a set of all directories could be as large as the square of the names

    def is_below(self, directory: str) -> bool:
        """Whether one of them is below a directory."""
        start = f"{directory}/"
        at = bisect_left(self._ordered, start)
        return at < len(self._ordered) and self._ordered[at].startswith(start)


def read_index(root: str) -> Tracked:
    """What is tracked in the working tree at `root`, which holds the .git; nothing where nothing was added yet.

    Raises OSError or ValueError if there is an index that cannot be read.
    """
    place = _git_directory(Path(root) / ".git")
    try:
        data = read_regular(place / "index", _MOST_BYTES)
    except FileNotFoundError:
        return Tracked()
    names, shared = _parse(data)
    if shared is not None:  # core.splitIndex: what did not change lately is in a file of its own
        names += _parse(read_regular(place / f"sharedindex.{shared}", _MOST_BYTES))[0]
    return Tracked(os.fsdecode(name) for name in names if name)


def _git_directory(path: Path) -> Path:
    """Where the `.git` of a work tree leads to, if it is the file of a linked one or of a submodule."""
    if path.is_dir():
        return path
    text = read_regular(path, _LONGEST_NAME)
    if not text.startswith(b"gitdir: "):
        raise ValueError(".git is a file that says of no directory")
    return path.parent / os.fsdecode(text.removeprefix(b"gitdir: ").rstrip(b"\r\n"))


def _parse(data: bytes) -> tuple[list[bytes], str | None]:
    """The names, and the hash of the index that this one adds to. Raises ValueError."""
    if len(data) < 12 or data[:4] != b"DIRC":
        raise ValueError("it does not begin as one")
    version, count = struct.unpack_from(">II", data, 4)
    if version not in (2, 3, 4):
        raise ValueError(f"it has version {version}")
    for hash_bytes in _HASHES:
        entries = _Entries(data, hash_bytes)
        try:
            names = list(entries.names(count, is_shortened=version == 4))
            return names, entries.shared()
        except (IndexError, struct.error, ValueError):
            continue
    raise ValueError("it is damaged, or larger than those of projects are")


@dataclass(slots=True)
class _Entries:
    data: bytes
    hash_bytes: int
    at: int = 12

    def names(self, count: int, *, is_shortened: bool) -> Iterator[bytes]:
        """Every name, in git's order. Raises ValueError, IndexError or struct.error if they are none."""
        previous, room = b"", _MOST_BYTES
        end = len(self.data) - self.hash_bytes
        for _ in range(count):
            name = self._shortened(previous) if is_shortened else self._padded()
            room -= len(name)
            if name < previous or self.at > end or len(name) > _LONGEST_NAME or room < 0:
                raise ValueError("no name of a file")
            yield name
            previous = name

    def shared(self) -> str | None:
        """What the extension `link` names, among those that follow."""
        while self.at + 8 <= len(self.data) - self.hash_bytes:
            (size,) = struct.unpack_from(">I", self.data, self.at + 4)
            if self.data[self.at : self.at + 4] == b"link":
                return self.data[self.at + 8 : self.at + 8 + self.hash_bytes].hex()
            self.at += 8 + size
        return None

    def _start(self) -> tuple[int, int]:
        """Where the name of the entry begins, and what its flags say of its length."""
        at = self.at + _STAT_BYTES + self.hash_bytes
        (flags,) = struct.unpack_from(">H", self.data, at)
        return at + (4 if flags & _EXTENDED else 2), flags & _LENGTH

    def _padded(self) -> bytes:
        start, length = self._start()
        end = self.data.index(b"\0", start)
        if length != min(end - start, _LENGTH):
            raise ValueError("not as long as it says")
        self.at += (end - self.at + 8) & ~7
        return self.data[start:end]

    def _shortened(self, previous: bytes) -> bytes:
        """A name by what it has in common with the one before it, since version 4."""
        at, _ = self._start()
        dropped = self.data[at] & 0x7F
        while self.data[at] & 0x80:
            at += 1
            dropped = ((dropped + 1) << 7) | (self.data[at] & 0x7F)
            if dropped > _LONGEST_NAME:
                break
        if dropped > len(previous):
            raise ValueError("more is dropped than there is")
        end = self.data.index(b"\0", at + 1)
        self.at = end + 1
        return previous[: len(previous) - dropped] + self.data[at + 1 : end]
