"""Reports that still hold: a file of which nothing has changed gets the report that it got before.

What a report depends on is bpflint with its rules, the settings, the parser's arguments, the file, and everything that
it includes or would include if it were there. Headers of the size of vmlinux.h are known by time and size, as they are
to a precompiled one. A file whose includes cannot be read off its text is analysed each time.
"""

# Paths are strings here, as the compiler takes them; os.path neither resolves links nor costs much.
# ruff: noqa: PTH100, PTH109, PTH113, PTH116, PTH118, PTH120

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Final

from bpflint import __version__
from bpflint.base.cache import cache_folder, load, prune, store, touch
from bpflint.base.finding import FileReport
from bpflint.base.report_codec import ReportFormatError, decode, encode
from bpflint.kernel import rules_directory
from bpflint.policy.settings import Settings
from bpflint.source import includes, libclang
from bpflint.source.build_macros import build_files
from bpflint.source.compiler_arguments import Arguments
from bpflint.source.project import find_root

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_ENVIRONMENT: Final = ("CPATH", "C_INCLUDE_PATH")
"""What the parser reads from the environment."""
_INDIFFERENT: Final = frozenset(
    {"baseline", "cache", "config_file", "exclude", "fail_on", "files", "jobs", "origins", "run_timeout", "texts"}
    | {"file_rules", "given_defines"}
)
"""Settings that decide what is linted and what becomes of a report, or show in the arguments of a file."""
# Patterns that begin with what must be there are found ten times as fast as those that begin with where it stands.
_BY_MACRO: Final = re.compile(rb"#[ \t]*(?:include|include_next|import)[ \t]+[A-Za-z_]")
_ASKED_BY_MACRO: Final = re.compile(rb"""__has_include(?:_next)?[ \t]*\([ \t]*[^"< \t]""")
"""Includes that depend on more than their text."""
_ASKED: Final = re.compile(rb"""__has_include(?:_next)?[ \t]*\([ \t]*["<]([^">\n]+)""")
"""Names of headers that a text asks for."""
_MAX_BYTES: Final = 50 << 20


class Reports:
    """The reports in the user's cache. `directory` is where they are kept."""

    def __init__(self, settings: Settings, directory: Path, *, every_kernel: bool = False) -> None:
        self._directory = directory
        self._run = _digest(f"{every_kernel=}", *_of_run(settings))
        self._pruned = False

    @classmethod
    def of(cls, settings: Settings, *, every_kernel: bool = False) -> Reports | None:
        """Those for a run with these settings; None where nothing can or shall be kept."""
        directory = cache_folder("reports") if settings.cache else None
        try:
            return cls(settings, directory, every_kernel=every_kernel) if directory is not None else None
        except (OSError, libclang.LibclangError):
            return None

    def place(self, path: str, text: str, *arguments: Arguments, loader: str = "auto") -> Path | None:
        """Where the report on a file is kept, which names everything that it depends on; None if that is not known.

        Where the file may be parsed with one or the other, it depends on all of `arguments`.
        """
        inputs = [each for one in arguments for each in _of_file(os.path.abspath(path), text, one)]
        if None in inputs:
            return None
        known = [each for each in inputs if each is not None]
        return self._directory / _digest(self._run, os.getcwd(), path, loader, *known)

    def find(self, place: Path) -> FileReport | None:
        """The report kept there, if there is a whole one."""
        data = load(place)
        try:
            report = decode(data) if data is not None else None
        except ReportFormatError:
            return None
        touch(place)
        return report

    def keep(self, place: Path, report: FileReport) -> None:
        """Keeps a report; those that were not used for longest make room."""
        if store(place, encode(report)) and not self._pruned:
            self._pruned = True
            prune(self._directory, _MAX_BYTES)


def _digest(*parts: str) -> str:
    digest = hashlib.blake2b(digest_size=20)
    for part in parts:
        data = part.encode(errors="surrogateescape")
        digest.update(len(data).to_bytes(8, "little") + data)
    return digest.hexdigest()


def _of_run(settings: Settings) -> Iterator[str]:
    yield __version__
    yield from _stamps(_PACKAGE, ".py")
    yield from rules_stamps(rules_directory())
    yield _stamp(libclang.find_library())
    yield from (f"{name}={os.environ.get(name)}" for name in _ENVIRONMENT)
    for field in fields(settings):
        if field.name not in _INDIFFERENT:
            yield f"{field.name}={getattr(settings, field.name)!r}"
    for directory in settings.rules:
        yield from _stamps(directory, ".yaml")
    if settings.kernel_profile is not None:
        yield _stamp(settings.kernel_profile)


def rules_stamps(directory: Path) -> Iterator[str]:
    """What tells whether anything in a rules directory has changed, the surface database too."""
    return _stamps(directory, ".yaml", ".json", ".md", ".bin")


def _of_file(path: str, text: str, arguments: Arguments) -> Iterator[str | None]:
    """Everything that the file's own report depends on; None for what cannot be told."""
    yield repr((arguments.args, arguments.vmlinux, arguments.missing, arguments.texts))
    alternative = arguments.alternative or ""  # the bundled one is no file where there is no room to unpack it
    yield from map(_stamp, build_files(Path(path), find_root(Path(path))))
    yield f"{alternative} {_stamp(alternative) if os.path.isfile(alternative) else ''}"
    texts = {path: text, **dict(arguments.texts)}
    for found in includes.walk(path, arguments.search, texts):
        if isinstance(found, includes.Missing):
            yield repr(found)
        elif found not in texts and includes.is_large(found):
            yield _stamp(found)
        else:
            content = includes.read(found, texts)
            yield found
            yield _content(content)
            for name in _asked(content):
                search = (os.path.dirname(found), *arguments.search.quoted, *arguments.search.all)
                yield from (_stamp(place) for each in search if os.path.isfile(place := os.path.join(each, name)))


@lru_cache(maxsize=1024)  # the files of a run share most of their headers
def _content(text: bytes) -> str | None:
    hidden = _BY_MACRO.search(text) or _ASKED_BY_MACRO.search(text)
    return None if hidden else hashlib.blake2b(text, digest_size=20).hexdigest()


@lru_cache(maxsize=1024)
def _asked(text: bytes) -> tuple[str, ...]:
    return tuple(name.decode(errors="surrogateescape") for name in _ASKED.findall(text))


def _stamps(directory: Path, *endings: str) -> Iterator[str]:
    for folder, _, names in os.walk(directory):
        for name in names:
            if name.endswith(endings):
                yield _stamp(os.path.join(folder, name))


def _stamp(path: str | Path) -> str:
    status = os.stat(path)
    return f"{path} {status.st_mtime_ns} {status.st_size}"
