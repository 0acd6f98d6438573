"""Precompiled kernel types: parsing vmlinux.h costs ten times what parsing a program costs, so it is done once.

A precompiled header is kept in the user's cache, under a name made of everything that goes into it: the text of
vmlinux.h, its place and time, the arguments that matter to it, and the version of libclang. It only serves a file that
includes vmlinux.h before anything else, because it puts vmlinux.h first. Whatever goes wrong, the answer is None, and
the file is parsed the slow way. So it is while another process makes the header, or an idle processor does (`aside`).
"""

# Paths are strings here, as the compiler takes them; os.path neither resolves links nor costs much.
# ruff: noqa: PTH100, PTH108, PTH116

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final, cast

from bpflint.base.cache import cache_folder, discard, is_sound, prune, publish_file
from bpflint.base.files import read_regular
from bpflint.base.fork_pool import CAN_FORK
from bpflint.base.lifetime import live_with
from bpflint.source import kinds as k
from bpflint.source import libclang, libclang_library
from bpflint.source.compiler_arguments import Arguments
from bpflint.source.includes import leads_with

_MIN_BYTES: Final = 100_000
_MAX_BYTES: Final = 64 << 20
"""A smaller vmlinux.h is parsed faster than its precompiled form is made."""
_FOR_SERIALIZATION: Final = 0x02 | 0x10
_REJECTED: Final = re.compile(r"(AST|PCH|precompiled) (header )?file|precompiled header|was (built|compiled) with|PCH")
_FEW_WORDS: Final = 32
"""Words that are looked for in all of vmlinux.h in less time than listing those that it has takes."""
_WORDS: Final = bytes(byte if re.match(rb"\w", bytes([byte])) else ord(" ") for byte in range(256))
"""What separates words made blank."""
_ALONE: Final = re.compile(rb"\W?$")
_WITHOUT_VALUE_IN_KEY: Final = re.compile(r"^(-W|-ferror-limit)")


@dataclass(frozen=True, slots=True)
class PrecompiledHeader:
    """A precompiled vmlinux.h; `args` go behind the other arguments."""

    path: Path
    vmlinux: str
    macros: tuple[str, ...] = ()
    """Macros that the file defines before it includes vmlinux.h, and that vmlinux.h asks for."""

    @property
    def args(self) -> tuple[str, ...]:
        return (*self.macros, "-include-pch", str(self.path))

    @staticmethod
    def is_rejected(message: str) -> bool:
        """True for an error that says that the precompiled header cannot be used.

        A damaged one makes libclang return nothing at all. Either way: `discard` it, and parse without.
        """
        return bool(_REJECTED.search(message))

    def discard(self) -> None:
        """Remove one that was rejected, so that the next run makes it again."""
        discard(self.path)


class _Text:
    """The identifiers of a text. One is looked for by itself; whoever asks for many has them listed."""

    def __init__(self, data: bytes, mtime_ns: int) -> None:
        self._data = data
        self._known: dict[bytes, bool] = {}
        self._all: frozenset[bytes] | None = None
        # The compiler rejects a precompiled header whose source was touched, whatever its text.
        self.version = f"{hashlib.sha256(data).hexdigest()} {mtime_ns}"
        self.has_includes = b"#include" in data

    def __contains__(self, name: object) -> bool:
        word = str(name).encode(errors="surrogateescape")
        if self._all is None and len(self._known) == _FEW_WORDS:
            self._all = frozenset(self._data.translate(_WORDS).split())
        if self._all is not None and word.translate(_WORDS) == word:
            return word in self._all
        if word not in self._known:
            self._known[word] = self._has(word)
        return self._known[word]

    def _has(self, word: bytes) -> bool:
        # Searching for plain text is much faster than a pattern.
        start = self._data.find(word)
        while start >= 0:
            if _ALONE.match(self._data[max(start - 1, 0) : start]) and _ALONE.match(
                self._data[start + len(word) : start + len(word) + 1]
            ):
                return True
            start = self._data.find(word, start + 1)
        return False


def precompiled_for(
    arguments: Arguments,
    path: str | os.PathLike[str],
    texts: Mapping[str, str] | None = None,
    *,
    aside: bool = False,
) -> PrecompiledHeader | None:
    """The precompiled vmlinux.h for a file, made if need be; None where it cannot serve or be had.

    `texts` are contents to be read in place of files, as for `arguments_for`. With `aside` a copy of this process makes
    it for the next run, which takes longer than one file takes without: `finish` waits for that. No threads may run.
    """
    vmlinux = arguments.vmlinux
    directory = cache_folder("precompiled")
    if vmlinux is None or directory is None or any(name == vmlinux for name, _ in arguments.texts):
        return None
    first = [value for option, value in pairwise(arguments.args) if option in ("-include", "-imacros")]
    if set(first) - {vmlinux} or {"-include-pch", "-Xclang"} & set(arguments.args):
        return None
    text = _text_of(vmlinux)
    if text is None or text.has_includes:
        return None
    defined = [re.split(r"[=(]", each[2:])[0] for each in arguments.args if each.startswith("-D")]
    given = {**dict(arguments.texts), **{os.path.abspath(name): each for name, each in (texts or {}).items()}}
    macros = leads_with(os.path.abspath(path), vmlinux, arguments.search, is_used=text, defined=defined, texts=given)
    if macros is None:
        return None
    extra = tuple(f"-D{macro}" for macro in macros)
    try:
        version = libclang.load().version
    except libclang.LibclangError:
        return None
    words = [*_relevant(arguments.args, text), *extra]
    key = hashlib.sha256("\0".join([version, vmlinux, text.version, *words]).encode(errors="surrogateescape"))
    target = directory / f"{key.hexdigest()[:32]}.pch"
    if is_sound(target):
        pass
    elif target in _failed:
        return None
    elif aside:
        _build_aside(target, vmlinux, words)
        return None
    elif (made := _build(target, vmlinux, words)) is not True:
        if made is False:
            _failed.add(target)
        return None
    return PrecompiledHeader(target, vmlinux, extra)


_failed: set[Path] = set()
"""What could not be made is not tried again for every file of a run."""

_aside: list[int] = []
"""The processes that make one."""


def finish() -> None:
    """Wait for what is made aside, so that no process outlives the run."""
    while _aside:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(_aside.pop(), 0)


def _build_aside(target: Path, vmlinux: str, words: Sequence[str]) -> None:
    parent = os.getpid()
    try:
        child = os.fork()
    except OSError:
        return  # with no more processes to be had, the next run will try
    if child:
        _aside.append(child)
        return
    try:
        live_with(parent)
        _build(target, vmlinux, words)
    finally:
        os._exit(0)


def _text_of(vmlinux: str) -> _Text | None:
    try:
        status = os.stat(vmlinux)
    except OSError:
        return None
    return _load_text(vmlinux, status.st_mtime_ns, status.st_size) if status.st_size >= _MIN_BYTES else None


@lru_cache(maxsize=4)
def _load_text(vmlinux: str, mtime_ns: int, _size: int) -> _Text | None:
    try:
        return _Text(read_regular(vmlinux, _MAX_BYTES), mtime_ns)
    except OSError:
        return None


def _relevant(args: Sequence[str], text: _Text) -> list[str]:
    """The arguments that vmlinux.h is compiled with: no places to search, and no macros that it does not mention."""
    words: list[str] = []
    rest = iter(args)
    for word in rest:
        if word in ("-I", "-isystem", "-iquote", "-idirafter", "-include"):
            next(rest, None)
        elif word.startswith(("-D", "-U")):
            if re.split(r"[=(]", word[2:])[0] in text:
                words.append(word)
        elif not _WITHOUT_VALUE_IN_KEY.match(word):
            words.append(word)
    return words


def _build(target: Path, vmlinux: str, words: Sequence[str]) -> bool | None:
    """Make a precompiled header. False if it cannot be made, None if another process is at it."""
    try:
        with _lock(target.with_suffix(".lock")) as alone:
            if is_sound(target):
                return True
            return _compile(target, vmlinux, words) if alone else None
    except OSError:
        return False


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[bool]:
    """Hold a lock; False if another process does. Where there are no locks, there is always one to be had."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield True
        return
    with path.open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
        with contextlib.suppress(OSError):
            path.unlink()


def _compile(target: Path, vmlinux: str, words: Sequence[str]) -> bool:
    prune(target.parent)
    unit = libclang.parse(vmlinux, _as_header(words), options=_FOR_SERIALIZATION)
    if unit is None or any(True for _ in unit.errors()) or _has_more_than_types(unit):
        return False
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    os.close(handle)
    try:
        if not _saved(unit.handle, temporary):
            return False
        return publish_file(temporary, target)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)


def _has_more_than_types(unit: libclang.TranslationUnit) -> bool:
    """Whether a vmlinux.h defines functions or variables: those would be hidden, and a program is to be judged."""
    clang = unit.clang
    declared = (each for each in clang.children(unit.cursor) if each.kind in (k.FUNCTION_DECL, k.VAR_DECL))
    return any(clang.Cursor_hasAttrs(each) and clang.isCursorDefinition(each) for each in declared)


def _saved(handle: int, path: str) -> bool:
    """Write a parsed header to `path`. On a full disk libclang aborts, so a copy of this process does it."""
    if not CAN_FORK:
        return _save()(handle, os.fsencode(path), 0) == 0
    parent = os.getpid()
    save = _save()
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1] == 0
    code = 1
    try:
        live_with(parent)
        import resource

        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what libclang says of it helps nobody
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        code = 0 if save(handle, os.fsencode(path), 0) == 0 else 1
    finally:
        os._exit(code)


def _as_header(words: Sequence[str]) -> list[str]:
    result = list(words)
    for index, word in enumerate(result[:-1]):
        if word == "-x" and result[index + 1] == "c":
            result[index + 1] = "c-header"
    return result


@cache
def _save() -> Callable[[int, bytes, int], int]:
    function = libclang_library.load_library(libclang_library.find_library()).clang_saveTranslationUnit
    function.restype = ctypes.c_int
    function.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint)
    return cast("Callable[[int, bytes, int], int]", function)
