"""What a search leaves out because git does: what .gitignore names, unless it is tracked.

To git, .gitignore says nothing of a file that was added: a pull request cannot hide a source that way. Below a
directory that is named only what is tracked counts. Where there is no repository, nobody's .gitignore counts.
"""

# Paths are strings here, as where files are searched.
# ruff: noqa: PTH110, PTH113, PTH118

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bpflint.base.boundary import repository_root
from bpflint.base.errors import complain
from bpflint.base.files import exists
from bpflint.base.supplied import read_supplied
from bpflint.source.git_index import Tracked, read_index

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_MAX_IGNORE_BYTES: Final = 1 << 16
_MAX_PATTERNS: Final = 4000
"""In all the .gitignore files of a search, more than trees have. A file that goes beyond counts for nothing."""
_MAX_WILDCARDS: Final = 5
"""A pattern with more could take forever, and would be nobody's honest one."""


class Repository:
    """The working tree at `root`, links resolved."""

    def __init__(self, root: str) -> None:
        self._root = root

    @cached_property
    def tracked(self) -> Tracked | None:
        """What git tracks in it; None if that cannot be told, and anything may be."""
        try:
            return read_index(self._root)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            complain(f"{self._root}: the index of git cannot be read: {why}; no .gitignore counts")
            return None

    def tracks(self, path: str, *, is_directory: bool) -> bool:
        """Whether `path`, links resolved, is tracked, or holds what is."""
        if self.tracked is None:
            return True
        name = self._name(path)
        return self.tracked.is_below(name) if is_directory else name in self.tracked.files

    def sources_below(self, directory: str) -> Iterator[str]:
        """The paths of tracked files that are C by their names, below a directory."""
        below = "" if directory == self._root else f"{self._name(directory)}/"
        for name in self.tracked.files if self.tracked is not None else ():
            if name.endswith(".c") and name.startswith(below):
                yield os.path.join(self._root, name.replace("/", os.sep))

    def _name(self, path: str) -> str:
        return os.path.relpath(path, self._root).replace(os.sep, "/")


@dataclass(frozen=True, slots=True)
class Ignores:
    """What counts in one directory."""

    repository: Repository | None = None
    files: tuple[_IgnoreFile, ...] = ()
    is_all: bool = False
    """Below a directory that is named."""

    def name(self, path: str, *, is_directory: bool) -> bool:
        """Whether a .gitignore names `path`, links resolved."""
        return self.is_all or any(each.names(path, is_directory) for each in self.files)

    def leave_out(self, path: str, *, is_directory: bool) -> bool:
        """Whether `path` is named and not tracked."""
        return (
            self.name(path, is_directory=is_directory)
            and self.repository is not None
            and not self.repository.tracks(path, is_directory=is_directory)
        )


@dataclass(slots=True)
class IgnoreFiles:
    """Reads the .gitignore files of one search."""

    patterns: int = field(default=0, init=False)
    """How many there are so far."""

    def above(self, top: str) -> Ignores:
        """What counts in `top`, links resolved, without what it says itself."""
        root = repository_root(Path(top))
        if not exists(root / ".git"):
            return Ignores()
        above = [each for each in reversed(Path(top).parents) if each.is_relative_to(root)]
        return Ignores(Repository(str(root)), tuple(file for each in above for file in self._in(str(each))))

    def inside(self, directory: str, outside: Ignores) -> Ignores:
        """What counts in a directory, by what does in the one that holds it."""
        if outside.repository is None or os.path.exists(os.path.join(directory, ".git")):
            outside = self.above(directory)
        elif not outside.is_all and outside.name(directory, is_directory=True):
            return replace(outside, is_all=True)
        return outside if outside.repository is None else replace(outside, files=(*outside.files, *self._in(directory)))

    def _in(self, directory: str) -> list[_IgnoreFile]:
        found = _read_ignores(directory, _MAX_PATTERNS - self.patterns) if self.patterns < _MAX_PATTERNS else None
        if found is None:
            return []
        self.patterns += len(found.spec)
        return [found]


@dataclass(frozen=True, slots=True)
class _IgnoreFile:
    """One .gitignore: its directory, and what it names there."""

    directory: str
    spec: GitIgnoreSpec

    def names(self, path: str, is_directory: bool) -> bool:
        relative = os.path.relpath(path, self.directory).replace(os.sep, "/")
        return self.spec.match_file(f"{relative}/" if is_directory else relative)


def _read_ignores(directory: str, most: int) -> _IgnoreFile | None:
    """The .gitignore of a directory, if there is one; None too if it has more than `most` patterns."""
    path = os.path.join(directory, ".gitignore")
    try:
        if not os.path.isfile(path):
            return None
        text = read_supplied(Path(path), _MAX_IGNORE_BYTES).decode("utf-8", "replace")
        lines = [line for line in text.split("\n") if line.strip() and not line.startswith("#") and _is_quick(line)]
    except OSError:
        return None
    if len(lines) > most:
        return None
    from pathspec import GitIgnoreSpec

    try:
        return _IgnoreFile(directory, GitIgnoreSpec.from_lines(lines))
    except ValueError:
        return None


def _is_quick(line: str) -> bool:
    return line.count("*") + line.count("[") <= _MAX_WILDCARDS
