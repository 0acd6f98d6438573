"""The file of the surface database: records by key in compressed blocks, with an index of each block's first key.

    bpflint-surface/1 LENGTH\\n     a line of text: the length of the header in bytes
    header                          JSON, compressed: the builds, the sets of builds, the blocks
    blocks                          compressed; sorted records `\\0KEY\\nLINE\\nLINE...`, each line `SET TEXT`

A line holds for a set of builds, given by its number in the header's list of sets. The header is read when the file is
opened, a block when a key in it is asked for.

A profile of anybody's kernel holds such a file as well, so nothing in it is trusted: sizes are bounded and whatever is
wrong raises SurfaceError.
"""

from __future__ import annotations

import json
import os
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bpflint.base.errors import BpflintError

MAGIC = b"bpflint-surface/1 "
_BLOCK_BYTES = 8 << 10  # before compression; unpacks in a twentieth of a millisecond
_TYPEDEF_BLOCK_BYTES = 2 << 10  # a function's types are often in several, and there are few in all
_MAX_HEADER_BYTES = 4 << 20
_MAX_BLOCK_BYTES = 4 << 20  # a block holds at least one record, however long that is
_MAX_BUILDS = 512
_MAX_CACHED_BLOCKS = 64
_FIRST_LINE_BYTES = 64

Line = tuple[int, str]
"""A set of builds as bits, and what holds for them."""

Read = Callable[[int, int], bytes]
"""Gives `length` bytes from an offset."""


class SurfaceError(BpflintError):
    """A file that is no surface database, or is damaged."""


def pack(builds: list[dict[str, str]], records: Mapping[str, Iterable[Line]]) -> bytes:
    """The bytes of a database; the same for the same input."""
    lines = {key: list(records[key]) for key in sorted(records)}
    uses: dict[int, int] = {}
    for each in lines.values():
        for mask, _ in each:
            uses[mask] = uses.get(mask, 0) + 1
    masks = sorted(uses, key=lambda mask: (-uses[mask], mask))
    number = {mask: index for index, mask in enumerate(masks)}
    blocks: list[list[Any]] = []
    data: list[bytes] = []
    offset = 0
    for first, block in _blocks(lines, number):
        packed = _compress(block)
        blocks.append([first, offset, len(packed)])
        data.append(packed)
        offset += len(packed)
    header = {"builds": builds, "sets": [f"{mask:x}" for mask in masks], "blocks": blocks}
    text = _compress(json.dumps(header, separators=(",", ":"), sort_keys=True).encode())
    return MAGIC + f"{len(text)}\n".encode() + text + b"".join(data)


def _blocks(lines: Mapping[str, list[Line]], number: Mapping[int, int]) -> Iterator[tuple[str, bytes]]:
    first, block = "", bytearray()
    digits = {mask: _digits(index) for mask, index in number.items()}
    for key, each in lines.items():
        full = _TYPEDEF_BLOCK_BYTES if key[0] == "t" else _BLOCK_BYTES
        if not block or key[0] != first[0] or len(block) > full:
            if block:
                yield first, bytes(block)
            first, block = key, bytearray()
        text = "".join([f"\n{digits[mask]} {line}" for mask, line in each])
        block += f"\0{key}{text}".encode()
    if block:
        yield first, bytes(block)


def _compress(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
    return packer.compress(data) + packer.flush()


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _digits(number: int) -> str:
    text = _DIGITS[number % 36]
    while number := number // 36:
        text = _DIGITS[number % 36] + text
    return text


class SurfaceFile:
    """A database that is open for reading. Raises SurfaceError where it is damaged."""

    def __init__(self, read: Read, size: int) -> None:
        """`read` gives the bytes of the file, which is `size` bytes long."""
        self._read = read
        start = read(0, _FIRST_LINE_BYTES)
        line, newline, _ = start.partition(b"\n")
        length = line.removeprefix(MAGIC)
        if not line.startswith(MAGIC) or not newline or not length.isdigit() or int(length) > size:
            raise SurfaceError("not a surface database of this version of bpflint")
        at = len(line) + 1
        self._base = at + int(length)
        try:
            header = json.loads(_decompress(read(at, int(length)), _MAX_HEADER_BYTES))
            self.builds: list[dict[str, str]] = _checked_builds(header["builds"])
            self._set_texts: list[object] = list(header["sets"])
            self._firsts = [_checked_text(first) for first, _, _ in header["blocks"]]
            self._places: list[tuple[object, object]] = [(offset, count) for _, offset, count in header["blocks"]]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise SurfaceError(f"the surface database is damaged: {error}") from error
        if self._firsts != sorted(self._firsts):
            raise SurfaceError("the surface database is damaged: its blocks are out of order")
        self._size = size
        self._sets: dict[str, int] = {}
        self._cache: dict[int, bytes] = {}

    @classmethod
    def open(cls, path: Path) -> SurfaceFile:
        """Opens a file; it stays open as long as this object is there."""
        file = path.open("rb", buffering=0)
        return cls(lambda offset, length: os.pread(file.fileno(), length, offset), os.fstat(file.fileno()).st_size)

    @classmethod
    def of_bytes(cls, data: bytes) -> SurfaceFile:
        return cls(lambda offset, length: data[offset : offset + length], len(data))

    def lines(self, key: str) -> list[Line]:
        """What is said under a key; nothing where there is no such key."""
        return [self.read_line(text) for text in self.record(key).split("\n")[1:]]

    def record(self, key: str) -> str:
        """The lines under a key, each after a newline; `read_line` reads those that are asked for. May be empty."""
        if "\0" in key or "\n" in key:
            return ""
        index = bisect_right(self._firsts, key) - 1
        if index < 0:
            return ""
        block = self._block(index)
        head = b"\0" + key.encode(errors="replace") + b"\n"
        start = block.find(head)
        if start < 0:
            return ""
        end = block.find(b"\0", start + 1)
        return block[start + len(head) - 1 : end if end >= 0 else len(block)].decode(errors="replace")

    def read_line(self, text: str) -> Line:
        """One line of a record."""
        digits, _, rest = text.partition(" ")
        known = self._sets.get(digits)
        if known is None:
            known = self._sets[digits] = self._set(digits)
        return known, rest

    @property
    def unpacked_blocks(self) -> int:
        """How many blocks are kept unpacked."""
        return len(self._cache)

    def keys(self, category: str) -> Iterator[str]:
        """The keys that start with a letter, in order."""
        for index, first in enumerate(self._firsts):
            if first[:1] == category:
                for record in self._block(index).split(b"\0")[1:]:
                    yield record.partition(b"\n")[0].decode(errors="replace")

    def _set(self, digits: str) -> int:
        try:
            return _checked_set(self._set_texts[int(digits, 36)], len(self.builds))
        except (ValueError, IndexError):
            raise SurfaceError("the surface database is damaged: a line of no set of builds") from None

    def _block(self, index: int) -> bytes:
        block = self._cache.get(index)
        if block is None:
            if len(self._cache) >= _MAX_CACHED_BLOCKS:
                self._cache.clear()
            offset, length = self._place(index)
            block = self._cache[index] = _decompress(self._read(self._base + offset, length), _MAX_BLOCK_BYTES)
        return block

    def _place(self, index: int) -> tuple[int, int]:
        offset, length = self._places[index]
        if isinstance(offset, int) and isinstance(length, int) and 0 <= offset < offset + length <= self._size:
            return offset, length
        raise SurfaceError("the surface database is damaged: a block outside the file")


def _decompress(data: bytes, limit: int) -> bytes:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        plain = unpacker.decompress(data, limit)
    except zlib.error as error:
        raise SurfaceError(f"the surface database is damaged: {error}") from error
    if not unpacker.eof:
        raise SurfaceError("the surface database is damaged: a part is cut off, or too long to be true")
    return plain


def _checked_builds(builds: object) -> list[dict[str, str]]:
    if not isinstance(builds, list) or not 0 < len(builds) <= _MAX_BUILDS:
        raise ValueError("no builds")
    for each in builds:
        if not isinstance(each, dict) or not all(isinstance(text, str) for pair in each.items() for text in pair):
            raise ValueError("a build is not described")
        if not {"release", "kernel", "config", "arch"} <= each.keys():
            raise ValueError("a build is not described")
    return builds


def _checked_set(text: object, builds: int) -> int:
    mask = int(_checked_text(text), 16)
    if mask >> builds:
        raise ValueError("a set of builds that are not there")
    return mask


def _checked_text(text: object) -> str:
    if not isinstance(text, str) or len(text) > 1024:
        raise ValueError("a text is expected")
    return text
