"""Follows `#include` lines as text: which files a source brings in, and what it includes first.

Much cheaper than the compiler, and only as good: conditions are not evaluated, so every branch is followed, and a
macro in place of a file name is passed over. Used to find headers, where one too many does no harm.
"""

# Paths are strings here, as the compiler takes them; os.path neither resolves links nor costs much.
# ruff: noqa: PTH113, PTH116, PTH117, PTH118, PTH119, PTH120

from __future__ import annotations

import os
import re
import stat
from codecs import BOM_UTF8
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from bpflint.base.files import open_regular
from bpflint.base.run_caches import kept_for_a_run

_MAX_BYTES: Final = 4 << 20
_INCLUDE: Final = re.compile(rb'#[ \t]*(?:include|include_next|import)[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)')
_COMMENT: Final = re.compile(rb"/\*.*?(?:\*/|\Z)|//[^\n]*", re.S)
_NAMELESS: Final = re.compile(rb"include(?:_next)?+[ \t]*[A-Za-z_\\/]")
_STRING: Final = re.compile(rb"""["<]([^"<>\n]+)[">]""")
_MAX_STRINGS: Final = 200
_LARGE_BYTES: Final = 200_000


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
    made: frozenset[str] = frozenset()
    """Files that are there in memory only."""

    def find(self, include: Include, beside: str) -> str | None:
        """The file that an include means; None if there is none."""
        if os.path.isabs(include.name):
            return include.name if is_file(include.name) else None
        directories = (beside, *self.quoted, *self.all) if include.quoted else self.all
        for directory in directories:
            path = os.path.join(directory, include.name)
            if is_file(path) or path in self.made:
                return path
        return None

    def find_endless(self, include: Include, beside: str) -> str | None:
        """What an include that is no file leads to if it is a pipe or a device, whose reading may never end."""
        places = (beside, *self.quoted, *self.all) if include.quoted else self.all
        paths = (os.path.join(place, include.name) for place in places)
        return next((path for path in paths if _is_endless(path)), None)


def _is_endless(path: str) -> bool:
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


@kept_for_a_run(65536)
def is_file(path: str) -> bool:
    return os.path.isfile(path)


@kept_for_a_run(65536)
def is_large(path: str) -> bool:
    """True for a file of the size that bpftool's vmlinux.h has, and hardly another."""
    try:
        return os.stat(path).st_size >= _LARGE_BYTES
    except OSError:
        return False


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
        with open_regular(path) as file:
            return file.read(_MAX_BYTES)
    except OSError:
        return b""


@lru_cache(maxsize=1024)  # the files of a run share most of their headers
def includes_of(text: bytes) -> tuple[Include, ...]:
    """The includes in a text, in order."""
    if b"include" not in text:
        return ()
    text = _COMMENT.sub(b" ", text.removeprefix(BOM_UTF8))
    return tuple(
        Include((found[1] or found[2]).decode(errors="surrogateescape"), found[1] is not None)
        for found in _INCLUDE.finditer(text)
        # Whether a line begins there is asked last: a pattern that begins with that takes ten times as long.
        if not text[text.rfind(b"\n", 0, found.start()) + 1 : found.start()].strip()
    )


def find_endless(
    path: str, search: SearchPath, texts: Mapping[str, str] | None = None
) -> Iterator[tuple[str, Include]]:
    """Pipes and devices that includes by macro may lead to: a macro may expand to any string of what is brought in."""
    files = [
        each for each in walk(path, search, texts) if isinstance(each, str) and (each == path or not is_large(each))
    ]
    contents = [read(each, texts) for each in files]
    if not any(map(_includes_by_macro, contents)):
        return
    names = {name for content in contents for name in _STRING.findall(content)[:_MAX_STRINGS]}
    for name in sorted(names):
        include = Include(name.decode(errors="surrogateescape"), quoted=True)
        for directory in dict.fromkeys(map(os.path.dirname, files)):
            if (endless := search.find_endless(include, directory)) is not None:
                yield endless, include


@lru_cache(maxsize=1024)
def _includes_by_macro(text: bytes) -> bool:
    """True if some include of a text shows no name."""
    return any(
        text[max(found.start() - 80, 0) : found.start()].rstrip(b" \t").endswith((b"#", b"%:"))
        for found in _NAMELESS.finditer(text)
    )


@dataclass(frozen=True, slots=True)
class Missing:
    """An include of a file that was not found. `beside` is the directory of the including file."""

    include: Include
    beside: str


def walk(path: str, search: SearchPath, texts: Mapping[str, str] | None = None) -> Iterator[str | Missing]:
    """The files that `path` brings in, itself first, each once, and the includes that lead nowhere.

    A vmlinux.h of full size is named but not read: it includes nothing.
    """
    seen = {path}
    todo = [path]
    missing: set[tuple[str, bool]] = set()
    while todo:
        current = todo.pop()
        yield current
        if current != path and is_large(current) and os.path.basename(current).startswith("vmlinux"):
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
_CONDITIONS: Final = frozenset({b"if", b"ifdef", b"ifndef", b"else", b"elif", b"endif"})
_MACRO: Final = re.compile(rb"([A-Za-z_]\w*)(\()?(.*)$", re.S)
_HARMLESS_PRAGMA: Final = re.compile(rb"\s*(once\b|(clang|GCC)\s+diagnostic\b)")
_MAX_DEPTH: Final = 16


def leads_with(
    path: str,
    target: str,
    search: SearchPath,
    *,
    is_used: Container[str] = (),
    defined: Iterable[str] = (),
    texts: Mapping[str, str] | None = None,
) -> tuple[str, ...] | None:
    """Whether `target` is the first thing with content that `path` brings in, so it may as well come before `path`.

    None if not. Before it there may be comments, pragmas, conditions, includes of which the same holds, and macros; of
    these the ones that `target` mentions (`is_used`) are returned as `NAME=VALUE`. `defined` are macros that the
    arguments set; `#ifdef` is followed where a name is known to be set or not, all branches of other conditions are.
    """
    lead = _Lead(target, search, is_used, set(defined), texts)
    return tuple(lead.matter) if lead.look(path, 0) else None


@dataclass(slots=True)
class _Lead:
    target: str
    search: SearchPath
    is_used: Container[str]
    defined: set[str]
    texts: Mapping[str, str] | None
    matter: list[str] = field(default_factory=list)

    def look(self, path: str, depth: int) -> bool | None:
        """True: reaches the target first. False: something else comes first. None: nothing with content in it."""
        if path == self.target:
            return True
        if depth > _MAX_DEPTH:
            return False
        branches: list[bool | None] = []
        """Of each open condition: whether the branch is taken, None if that is not known."""
        for line in _COMMENT.sub(b" ", read(path, self.texts)).replace(b"\\\n", b" ").splitlines():
            if not line.strip():
                continue
            directive = _LINE.match(line)
            if directive is not None and directive[1] in _CONDITIONS:
                self._condition(directive[1], directive[2], branches)
            elif False in branches:
                continue
            elif directive is None:
                return False
            elif directive[1] == b"include":
                include = includes_of(line)
                found = self.search.find(include[0], os.path.dirname(path)) if include else None
                verdict = self.look(found, depth + 1) if found else False
                if verdict is not None:
                    return verdict
            elif not self._is_harmless(directive[1], directive[2]):
                return False
        return None

    def _condition(self, word: bytes, rest: bytes, branches: list[bool | None]) -> None:
        if word in (b"ifdef", b"ifndef"):
            name = _IDENTIFIER.match(rest)
            known = name[0].decode() in self.defined if name else None
            # The compiler sets macros of its own, all of which start like this.
            if name and not known and name[0].startswith(b"__") and not name[0].endswith(b"_H__"):
                known = None
            branches.append(known if word == b"ifdef" or known is None else not known)
        elif word == b"if":
            branches.append(None)
        elif word in (b"else", b"elif") and branches:
            taken = branches[-1]
            branches[-1] = None if taken is None or (word == b"elif" and not taken) else not taken
        elif word == b"endif" and branches:
            branches.pop()

    def _is_harmless(self, word: bytes, rest: bytes) -> bool:
        if word in (b"define", b"undef"):
            macro = _MACRO.match(rest)
            if macro is None:
                return False
            name = macro[1].decode()
            if name in self.is_used:
                if word == b"undef" or macro[2]:
                    return False
                self.matter.append(f"{name}={macro[3].strip().decode(errors='surrogateescape')}")
            self.defined.add(name)
            return True
        # Other pragmas change the meaning of what follows, and so of vmlinux.h.
        return word in (b"error", b"warning") or (word == b"pragma" and bool(_HARMLESS_PRAGMA.match(rest)))
