"""Reads compile_commands.json: which arguments a build gives the compiler for a file.

The database comes from the repository, so it is data to be doubted: bounded in size, nothing in it is run, and the
arguments still have to pass `arguments.allowed`. A database that cannot be read is the user's to mend and raises
BpflintError; an entry that makes no sense is passed over.
"""

# Paths are strings here, as the compiler takes them; os.path neither resolves links nor costs much.
# ruff: noqa: PTH118, PTH120

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from bpflint.base.errors import BpflintError
from bpflint.base.files import read_regular

_MAX_BYTES: Final = 128 << 20


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
    path = database / "compile_commands.json" if database.is_dir() else database
    commands, by_directory = _load(path)
    source = source.resolve()
    listed = commands.get(str(source), ())
    if not listed:
        alike = by_directory.get(str(source.parent))
        return (alike,) if alike is not None else ()
    return tuple(filter(_is_for_bpf, listed)) or tuple(listed)


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
    for entry in entries:
        read = _entry(path, entry) if isinstance(entry, dict) else None
        if read is None:
            continue
        source, command = read
        commands.setdefault(source, []).append(command)
        if _is_for_bpf(command):
            by_directory.setdefault(os.path.dirname(source), command)
    return commands, by_directory


def _entry(path: Path, entry: dict[str, Any]) -> tuple[str, CompileCommand] | None:
    directory, file = entry.get("directory", "."), entry.get("file")
    if not isinstance(directory, str) or not isinstance(file, str):
        return None
    words = entry.get("arguments")
    if words is None and isinstance(entry.get("command"), str):
        try:
            words = shlex.split(entry["command"])
        except ValueError:
            return None
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words) or not words:
        return None
    base = os.path.realpath(os.path.join(path.parent, directory))
    source = os.path.realpath(os.path.join(base, file))
    return source, CompileCommand(Path(base), tuple(words[1:]), str(path))
