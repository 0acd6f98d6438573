"""Reads compile_commands.json: which arguments a build gives the compiler for a file.

The database comes from the repository, so it is data to be doubted: bounded in size, nothing in it is run, and the
arguments still have to pass `arguments.allowed`. A database that cannot be read is the user's to mend and raises
BpflintError; an entry that makes no sense is passed over.
"""

# Paths are strings here, as the compiler takes them; os.path neither resolves links nor costs much.
# ruff: noqa: PTH110, PTH113, PTH117, PTH118, PTH120, PTH206

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from bpflint.base.boundary import repository_root
from bpflint.base.errors import BpflintError
from bpflint.base.files import is_directory, read_regular, real_path
from bpflint.base.supplied import read_supplied

_MAX_BYTES: Final = 128 << 20
_MAX_RESPONSE_BYTES: Final = 1 << 16
_MOST_LOOKED_AT: Final = 20
"""Entries that are looked at to find out where a database was made."""


@dataclass(frozen=True, slots=True)
class CompileCommand:
    """The arguments for one file, without the compiler's name; relative paths in them start at `directory`."""

    directory: Path
    arguments: tuple[str, ...]
    origin: str = ""
    """The file that says so."""
    is_whole: bool = True
    """Whether it tells everything about the build."""


_BySource: TypeAlias = dict[str, list[CompileCommand]]


def find_commands(database: Path, source: Path) -> tuple[CompileCommand, ...]:
    """What `database`, a compile_commands.json or the directory that holds one, says about `source`, entry by entry.

    A file that it does not list gets the command of a listed file in the same directory for the same target, because
    BPF programs of one directory are built alike; there is none when there is no such file either. Where a file is
    compiled for BPF, what it is compiled with for something else does not count.
    """
    path = database / "compile_commands.json" if is_directory(database) else database
    commands, by_directory = _load(path)
    source = real_path(source)
    listed = [_with_responses(each, path) for each in commands.get(str(source), ())]
    if not listed:
        alike = by_directory.get(str(source.parent))
        return (_with_responses(alike, path),) if alike is not None else ()
    return tuple(filter(_is_for_bpf, listed)) or tuple(listed)


def _with_responses(command: CompileCommand, database: Path) -> CompileCommand:
    """The command with the words of its response files (`@flags.rsp`) in their place."""
    if not any(word.startswith("@") for word in command.arguments):
        return command
    inside = repository_root(database.absolute().parent)
    words: list[str] = []
    for word in command.arguments:
        words += _response(command.directory / word[1:], inside) if word.startswith("@") else [word]
    return replace(command, arguments=tuple(words))


def _response(path: Path, inside: Path) -> list[str]:
    """The words in a response file of the repository; none where it cannot be read, or is somebody else's."""
    try:
        if not real_path(path).is_relative_to(real_path(inside)):
            return []
        return shlex.split(read_supplied(path, _MAX_RESPONSE_BYTES).decode("utf-8", "replace"))
    except (OSError, ValueError):
        return []


def _is_for_bpf(command: CompileCommand) -> bool:
    words = (word for word in command.arguments if word.startswith(("-target", "--target", "bpf")))
    return any("bpf" in word for word in words)


def _load(path: Path) -> tuple[_BySource, Mapping[str, CompileCommand]]:
    try:
        status = path.stat()
    except OSError as error:
        raise BpflintError(f"{path}: cannot be read: {error.strerror or error}") from error
    return _parse(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=8)
def _parse(path: Path, _mtime_ns: int, _bytes: int) -> tuple[_BySource, dict[str, CompileCommand]]:
    try:
        entries = json.loads(read_regular(path, _MAX_BYTES))
    except OSError as error:
        raise BpflintError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise BpflintError(f"{path}: is not JSON: {error}") from error
    if not isinstance(entries, list):
        raise BpflintError(f"{path}: should be a list of commands")
    commands: _BySource = {}
    by_directory: dict[str, CompileCommand] = {}
    entries = [each for each in entries if isinstance(each, dict)]
    elsewhere, here = _moved(path, entries)
    for entry in entries:
        read = _entry(path, entry, lambda word: _replaced(word, elsewhere, here))
        if read is None:
            continue
        source, command = read
        commands.setdefault(source, []).append(command)
        if _is_for_bpf(command):
            by_directory.setdefault(os.path.dirname(source), command)
    return commands, by_directory


def _moved(path: Path, entries: list[dict[str, Any]]) -> tuple[str, str]:
    """The directory that a database was made for, where it is not there, as in a container, and what it is here."""
    for entry in entries[:_MOST_LOOKED_AT]:
        directory, file = entry.get("directory"), entry.get("file")
        if not (isinstance(directory, str) and isinstance(file, str) and os.path.isabs(directory)):
            continue
        if "\0" in directory + file or os.path.exists(directory):
            return "", ""
        parts = os.path.normpath(os.path.join(directory, file)).split(os.sep)
        for start in range(2, len(parts)):
            for here in (path.parent, path.parent.parent):
                if os.path.isfile(os.path.join(here, *parts[start:])):
                    return os.sep.join(parts[:start]), str(here)
    return "", ""


def _replaced(word: str, elsewhere: str, here: str) -> str:
    """A word of a database with the directories of this machine."""
    return re.sub(rf"{re.escape(elsewhere)}(?=/|$)", lambda _: here, word) if elsewhere and elsewhere in word else word


def _entry(path: Path, entry: dict[str, Any], here: Callable[[str], str]) -> tuple[str, CompileCommand] | None:
    directory, file = entry.get("directory", "."), entry.get("file")
    if not isinstance(directory, str) or not isinstance(file, str):
        return None
    words, command = entry.get("arguments"), entry.get("command")
    if "\\" in file:  # written on Windows
        directory, file = (each.replace("\\", "/") for each in (directory, file))
        command = command.replace("\\", "/") if isinstance(command, str) else command
    if words is None and isinstance(command, str):
        try:
            words = shlex.split(command)
        except ValueError:
            return None
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words) or not words:
        return None
    try:
        os.fsencode("".join((directory, file, *words)))
        base = os.path.realpath(os.path.join(path.parent, here(directory)))
        source = os.path.realpath(os.path.join(base, here(file)))
    except ValueError:  # what no path can be made of
        return None
    return source, CompileCommand(Path(base), tuple(map(here, words[1:])), str(path))
