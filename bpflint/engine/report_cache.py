"""Reports that still hold: a file of which nothing has changed gets the report that it got before.

What a report depends on is bpflint with its rules, the settings, the parser's arguments, the file, and everything that
it includes or would include if it were there. What the text of its includes leads to is part of the name under which a
report is kept; what else the compiler has read, by way of macros for one, is kept with the report and looked at before
it is believed. Headers of the size of vmlinux.h are known by time and size, as they are to a precompiled one.

Not kept is a report on contents that were changed while they were read, one that a limit cut short, and one on a file
that asks for headers whose names cannot be read off its text.
"""

# Paths are strings here, as the compiler takes them; os.path neither resolves links nor costs much.
# ruff: noqa: PTH100, PTH109, PTH113, PTH116, PTH118, PTH120

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Final

from bpflint import __version__
from bpflint.base import disk_trace
from bpflint.base.cache import cache_folder, load, prune, store, touch
from bpflint.base.compiled_rules import rules_directory
from bpflint.base.digests import digest_of_texts
from bpflint.base.files import digest_of
from bpflint.base.finding import FileReport
from bpflint.base.report_codec import decode, encode
from bpflint.policy.settings import Settings
from bpflint.source import includes, libclang, libclang_library
from bpflint.source.build_macros import build_files
from bpflint.source.compiler_arguments import Arguments
from bpflint.source.inputs import Inputs, asked_names
from bpflint.source.licences import project_shares_licence
from bpflint.source.own_kfuncs import own_kfuncs
from bpflint.source.project import find_root

_PACKAGE: Final = Path(__file__).resolve().parent.parent
_ENVIRONMENT: Final = ("CPATH", "C_INCLUDE_PATH")
"""What the parser reads from the environment."""
_INDIFFERENT: Final = frozenset(
    {"baseline", "cache", "config_file", "exclude", "fail_on", "files", "jobs", "origins", "run_timeout", "texts"}
    | {"file_rules", "given_defines"}
)
"""Settings that decide what is linted and what becomes of a report, or show in the arguments of a file."""
_MAX_OTHERS: Final = 2000
_MOST_PARTS: Final = 5
_CLOCK_NS: Final = 100_000_000
"""How far the times of files may lag behind the clock."""
_THERE: Final = "there"
_ABSENT: Final = ""
_SYSTEM: Final = ("/usr/local/include", "/usr/include")
_MAX_BYTES: Final = 50 << 20


class Reports:
    """The reports in the user's cache. `directory` is where they are kept."""

    def __init__(self, settings: Settings, directory: Path, *, every_kernel: bool = False) -> None:
        self._directory = directory
        self._run = digest_of_texts((f"{every_kernel=}", *_of_run(settings)))
        self._pruned = False

    @classmethod
    def of(cls, settings: Settings, *, every_kernel: bool = False) -> Reports | None:
        """Those for a run with these settings; None where nothing can or shall be kept."""
        directory = cache_folder("reports") if settings.cache else None
        try:
            return cls(settings, directory, every_kernel=every_kernel) if directory is not None else None
        except (OSError, libclang.LibclangError):
            return None

    def place(self, path: str, text: str, *arguments: Arguments, loader: str = "auto") -> Place | None:
        """Where the report on a file is kept, which names what it depends on; None if that is not known.

        Where the file may be parsed with one or the other, it depends on all of `arguments`.
        """
        place = Place(path)
        inputs = [each for one in arguments for each in _of_file(os.path.abspath(path), text, one, place)]
        if None in inputs:
            return None
        known = (each for each in inputs if each is not None)
        place.file = self._directory / digest_of_texts((self._run, os.getcwd(), path, loader, *known))
        return place

    def find(self, place: Place) -> FileReport | None:
        """The report kept there, if there is a whole one and nothing has changed that it depends on."""
        data = load(place.file)
        if data is None:
            return None
        head, _, body = data.partition(b"\n")
        try:
            if not _holds(json.loads(head), place.path):
                return None
            report = decode(body)
        except ValueError:
            return None
        touch(place.file)
        return report

    def keep(self, place: Place, report: FileReport, inputs: Inputs) -> bool:
        """Keeps a report, if it is right and stays so; those that were not used for longest make room."""
        if report.status == "failed" or report.gave_up:
            return False
        others = _other_inputs(place, inputs)
        if others is None:
            return False
        head = json.dumps([inputs.shares_licence, inputs.own_kfuncs, others], separators=(",", ":")).encode()
        if not store(place.file, head + b"\n" + encode(report)):
            return False
        if not self._pruned:
            self._pruned = True
            prune(self._directory, _MAX_BYTES)
        # Who listens wants to hear all that the next run will ask.
        return disk_trace.heard() is None or _holds(json.loads(head), place.path)


@dataclass(slots=True)
class Place:
    """Where the report on one file is kept, and what its name stands for."""

    path: str
    file: Path = Path()
    contents: dict[str, str] = field(default_factory=dict)
    """The digest of each file by path, for a large one its time and size."""
    search: dict[str, None] = field(default_factory=dict)
    """The directories that headers are looked for in."""
    made: int = field(default_factory=time.time_ns)


def _of_run(settings: Settings) -> Iterator[str]:
    yield __version__
    yield from _stamps(_PACKAGE, ".py")
    yield from rules_stamps(rules_directory())
    yield _stamp(libclang_library.find_library())
    yield from (f"{name}={os.environ.get(name)}" for name in _ENVIRONMENT)
    for each in fields(settings):
        if each.name not in _INDIFFERENT:
            yield f"{each.name}={getattr(settings, each.name)!r}"
    for directory in settings.rules:
        yield from _stamps(directory, ".yaml")
    if settings.kernel_profile is not None:
        yield _stamp(settings.kernel_profile)


def rules_stamps(directory: Path) -> Iterator[str]:
    """What tells whether anything in a rules directory has changed, the surface database too."""
    return _stamps(directory, ".yaml", ".json", ".md", ".bin")


def _of_file(path: str, text: str, arguments: Arguments, place: Place) -> Iterator[str | None]:
    """Everything that the file's own report depends on; None for what cannot be told."""
    yield repr((arguments.args, arguments.vmlinux, arguments.missing, arguments.texts))
    alternative = arguments.alternative or ""  # the bundled one is no file where there is no room to unpack it
    yield from map(_stamp, build_files(Path(path), find_root(Path(path))))
    yield f"{alternative} {_stamp(alternative) if os.path.isfile(alternative) else ''}"
    texts = {path: text, **dict(arguments.texts)}
    place.search |= dict.fromkeys((*arguments.search.quoted, *arguments.search.all))
    for found in includes.walk(path, arguments.search, texts):
        if isinstance(found, includes.Missing):
            yield repr(found)
        elif found not in texts and includes.is_large(found):
            place.contents[os.path.normpath(found)] = _time_and_size(found)
            yield _stamp(found)
        else:
            content = includes.read(found, texts)
            names = asked_names(content)
            yield found
            yield None if names is None else _digest_of(content)
            place.contents[os.path.normpath(found)] = _digest_of(content)
            search = (os.path.dirname(found), *arguments.search.quoted, *arguments.search.all)
            for header in (os.path.join(each, name) for name in names or () for each in search):
                if os.path.isfile(header):
                    yield _stamp(header)


_digest_of = lru_cache(maxsize=1024)(digest_of)  # the files of a run share most of their headers


def _other_inputs(place: Place, inputs: Inputs) -> dict[str, str] | None:
    """What the compiler has read or looked for besides what the name of `place` stands for, by path.

    Given is the digest of what was read, and of what was not whether it is there. None if that may not be what the
    report is on: something was changed meanwhile.
    """
    others: dict[str, str] = {}
    texts: list[bytes] = []
    for path, contents in inputs.read.items():
        if len(contents) > 1:
            return None
        ((digest, text),) = contents.items()
        full = os.path.join(os.getcwd(), path)
        known = place.contents.get(os.path.normpath(full))
        if known is None:
            others[full] = digest
            texts.append(text)
        elif known != digest and (known != _time_and_size(full) or not known.endswith(f" {len(text)}")):
            return None
    asked = [asked_names(text) for text in texts]
    if None in asked:
        return None
    folders = _folders(place, others)
    names = {name for path in others for name in _names_of(path, folders)}
    names.update(inputs.missing, *(each for each in asked if each is not None))
    for candidate in (os.path.join(folder, name) for name in names for folder in folders):
        if candidate in others or os.path.normpath(candidate) in place.contents:
            continue
        there = os.path.isfile(candidate)
        if there and os.stat(candidate).st_ctime_ns > place.made - _CLOCK_NS:
            return None
        others[candidate] = _THERE if there else _ABSENT
    return others if len(others) <= _MAX_OTHERS else None


def _folders(place: Place, others: Iterable[str]) -> list[str]:
    """Every directory in which the compiler may have looked for a header, more rather than less."""
    named = [each for name in _ENVIRONMENT for each in os.environ.get(name, "").split(os.pathsep) if each]
    beside = map(os.path.dirname, (*place.contents, *others))
    return list(dict.fromkeys((*place.search, *named, *_SYSTEM, *beside)))


def _names_of(path: str, folders: Sequence[str]) -> list[str]:
    """How an include of a file may have been written: whatever comes after a directory in which it is looked for."""
    names = [path[len(folder) + 1 :] for folder in folders if path.startswith(folder + os.sep)]
    if len(names) > 1 or os.sep in names[0]:  # else it was found in a directory that only the compiler knows
        return names
    parts = Path(path).parts[-_MOST_PARTS:]
    return [os.path.join(*parts[number:]) for number in range(len(parts))]


def _holds(head: object, path: str) -> bool:
    """Whether everything is still as it was when `keep` wrote `head`. Raises ValueError if it did not."""
    match head:
        case [None | bool() as shares_licence, None | dict() as registered, dict() as others]:
            pass
        case _:
            raise ValueError("not what is kept with a report")
    for name, state in others.items():
        is_there = os.path.isfile(name)
        if is_there != (state != _ABSENT) or (is_there and state not in (_THERE, digest_of(includes.read(name)))):
            return False
    return (shares_licence is None or shares_licence == project_shares_licence(path)) and (
        registered is None or registered == own_kfuncs(path)
    )


def _stamps(directory: Path, *endings: str) -> Iterator[str]:
    for folder, _, names in os.walk(directory):
        for name in names:
            if name.endswith(endings):
                yield _stamp(os.path.join(folder, name))


def _stamp(path: str | Path) -> str:
    return f"{path} {_time_and_size(path)}"


def _time_and_size(path: str | Path) -> str:
    status = os.stat(path)
    return f"{status.st_mtime_ns} {status.st_size}"
