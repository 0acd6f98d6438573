"""Follows `#include` lines as text: which files a source brings in, and what it includes first.

Much cheaper than the compiler, and only as good: conditions are not evaluated, so every branch is followed, and a
macro in place of a file name is passed over. Used to find headers, where one too many does no harm.
"""

# Paths are strings here, as the compiler takes them; os.path neither resolves links nor costs much.

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_MAX_BYTES: Final = 4 << 20
_INCLUDE: Final = re.compile(rb'^[ \t]*#[ \t]*(?:include|include_next|import)[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)', re.M)
_COMMENT: Final = re.compile(rb"/\*.*?(?:\*/|\Z)|//[^\n]*", re.S)
_NOT_SCANNED: Final = frozenset({"vmlinux.h"})


@dataclass(frozen=True, slots=True)
class Include:
    """One `#include`; `quoted` if it was written with quotes, so that the including file's directory counts."""

    name: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class SearchPath:
    """Where the compiler looks: for quoted names first beside the including file and in `quoted`, then in `all`."""

    quoted: tuple[str, ...]
    all: tuple[str, ...]

    def find(self, include: Include, beside: str) -> str | None:
        """The file that an include means; None if there is none."""
        if os.path.isabs(include.name):
            return include.name if is_file(include.name) else None
        directories = (beside, *self.quoted, *self.all) if include.quoted else self.all
        for directory in directories:
            path = os.path.join(directory, include.name)
            if is_file(path):
                return path
        return None


@lru_cache(maxsize=65536)
def is_file(path: str) -> bool:
    return os.path.isfile(path)


def read(path: str, texts: Mapping[str, str] | None = None) -> bytes:
    """The start of a file, or of the text given in its place; empty if it cannot be read."""
    if texts and path in texts:
        return texts[path].encode(errors="surrogateescape")
    try:
        status = os.stat(path)
    except OSError:
        return b""
    return _read(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=512)
def _read(path: str, _mtime_ns: int, _size: int) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(_MAX_BYTES)
    except OSError:
        return b""


def includes_of(text: bytes) -> list[Include]:
    """The includes in a text, in order."""
    if b"include" not in text:
        return []
    found = _INCLUDE.finditer(_COMMENT.sub(b" ", text))
    return [Include((each[1] or each[2]).decode(errors="surrogateescape"), each[1] is not None) for each in found]


@dataclass(frozen=True, slots=True)
class Missing:
    """An include of a file that was not found. `beside` is the directory of the including file."""

    include: Include
    beside: str


def walk(path: str, search: SearchPath, texts: Mapping[str, str] | None = None) -> Iterator[str | Missing]:
    """The files that `path` brings in, itself first, each once, and the includes that lead nowhere.

    vmlinux.h is named but not read: it is large and includes nothing.
    """
    seen = {path}
    todo = [path]
    missing: set[tuple[str, bool]] = set()
    while todo:
        current = todo.pop()
        yield current
        if os.path.basename(current) in _NOT_SCANNED:
            continue
        beside = os.path.dirname(current)
        following = []
        for include in includes_of(read(current, texts)):
            found = search.find(include, beside)
            if found is None:
                if (include.name, include.quoted) not in missing:
                    missing.add((include.name, include.quoted))
                    yield Missing(include, beside)
            elif found not in seen:
                seen.add(found)
                following.append(found)
        todo += reversed(following)


_IDENTIFIER: Final = re.compile(rb"[A-Za-z_]\w*")
_LINE: Final = re.compile(rb"^[ \t]*#[ \t]*(\w+)[ \t]*(.*)$", re.S)
_CONDITIONS: Final = frozenset({b"if", b"ifdef", b"ifndef", b"else", b"elif", b"endif", b"error", b"warning"})
_MAX_DEPTH: Final = 16


def leads_with(
    path: str, target: str, search: SearchPath, is_used: Container[str] = (), texts: Mapping[str, str] | None = None
) -> bool:
    """True if `target` is the first thing with content that `path` brings in, so it may as well come before `path`.

    Before it there may be comments, pragmas, conditions, includes of which the same holds, and macros whose names
    `is_used` (the identifiers of `target`) does not contain.
    """
    return _leads(path, target, search, is_used, texts, 0) is True


def _leads(
    path: str,
    target: str,
    search: SearchPath,
    is_used: Container[str],
    texts: Mapping[str, str] | None,
    depth: int,
) -> bool | None:
    """True: reaches `target` first. False: something else comes first. None: nothing with content in it."""
    if path == target:
        return True
    if depth > _MAX_DEPTH:
        return False
    text = _COMMENT.sub(b" ", read(path, texts)).replace(b"\\\n", b" ")
    for line in text.splitlines():
        if not line.strip():
            continue
        directive = _LINE.match(line)
        if directive is None:
            return False
        word, rest = directive[1], directive[2]
        if word == b"include":
            include = includes_of(line)
            found = search.find(include[0], os.path.dirname(path)) if include else None
            if found is None:
                return False
            verdict = _leads(found, target, search, is_used, texts, depth + 1)
            if verdict is not None:
                return verdict
        elif word in (b"define", b"undef"):
            name = _IDENTIFIER.match(rest)
            if name is None or name[0].decode() in is_used:
                return False
        elif word not in _CONDITIONS and not (word == b"pragma" and rest.strip().startswith(b"once")):
            return False
    return None
