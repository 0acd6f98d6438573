"""Finds the BPF sources of a directory by what is in them, and says why a file was taken or left.

A `.c` file is BPF C if it puts something into a section (`SEC("xdp")`) and includes, itself or through headers of the
project, what only BPF programs include; or if its programs are all in a header that it shares with others. One that
another BPF source includes is part of that one (a unity build) and not taken for itself. What `.gitignore` names,
modules that Go vendored and submodules are left alone. Errs towards leaving: a source that hides its sections behind
macros of a header has to be named.
"""

# Paths are strings here: a walk over thousands of files feels the difference.
# ruff: noqa: PTH100, PTH110, PTH113, PTH118, PTH119, PTH120, PTH206

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bpflint.base.files import is_file_entry
from bpflint.base.supplied import read_supplied
from bpflint.source.bpf_text import SourceText, is_bpf_header, read_text
from bpflint.source.includes import Include
from bpflint.source.search_path import is_vmlinux

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_MAX_FILES: Final = 50_000
_MAX_DEPTH: Final = 4
_MAX_IGNORE_BYTES: Final = 1 << 16
_MAX_PATTERNS: Final = 4000
"""In all the .gitignore files of a search, more than trees have. A file that goes beyond counts for nothing."""
_MAX_WILDCARDS: Final = 5
"""A pattern with more could take forever, and would be nobody's honest one."""
_SKIPPED: Final = {
    "node_modules": "packages of npm",
    "__pycache__": "made by Python",
    "site-packages": "Python packages",
}
EXCLUDED: Final = "excluded by the settings"
UNREADABLE: Final = "this directory cannot be read"


@dataclass(frozen=True, slots=True)
class Seen:
    """A file or directory that a search came upon, whether it was taken, and why or why not."""

    path: str
    taken: bool
    why: str


def find_sources(
    directory: str,
    *,
    patterns: Callable[[str], bool] | None = None,
    excluded: Callable[[str], bool] = lambda _path: False,
    is_ignoring: bool = True,
) -> list[Seen]:
    """Everything of interest below `directory`, sorted.

    `patterns` says which files are wanted, where somebody did; without, content decides. `excluded` leaves out files
    and directories. `is_ignoring` honours .gitignore.
    """
    search = _Search(patterns, excluded, is_ignoring)
    search.look(directory)
    return search.result()


@dataclass(slots=True)
class _Search:
    patterns: Callable[[str], bool] | None
    excluded: Callable[[str], bool]
    is_ignoring: bool
    seen: list[Seen] = field(default_factory=list)
    files: dict[str, SourceText] = field(default_factory=dict)
    """The `.c` files, by absolute path."""
    names: dict[str, str] = field(default_factory=dict)
    """What each was called."""
    headers: list[str] = field(default_factory=list)
    with_programs: dict[str, SourceText] = field(default_factory=dict)
    """The headers that have programs in them, by absolute path."""
    top: str = ""
    ignores: int = 0
    """How many patterns of .gitignore files there are so far."""

    def look(self, directory: str) -> None:
        """Take in every `.c` file below `directory`."""
        self.top = os.path.abspath(directory)
        ignores = self._ignores_above() if self.is_ignoring else []
        for path in self._walk(os.path.normpath(directory), ignores):
            self.names[os.path.abspath(path)] = path
            self.files[os.path.abspath(path)] = read_text(path)
        if self.patterns is None and not all(file.has_section for file in self.files.values()):
            self._look_at_headers()

    def _look_at_headers(self) -> None:
        """Sources may have nothing but macros in them, and their programs in a header that they share."""
        for path in self.headers[:_MAX_FILES]:
            file = read_text(path)
            if file.has_programs:
                self.with_programs[os.path.abspath(path)] = file

    def _walk(self, directory: str, ignores: Sequence[_Ignores]) -> Iterator[str]:
        todo = [(directory, ignores)]
        while todo and len(self.names) <= _MAX_FILES:
            directory, ignores = todo.pop()
            if self.is_ignoring:
                ignores = [*ignores, *self._ignores_in(directory)]
            inner: list[str] = []
            yield from self._files_in(directory, ignores, inner)
            todo += [(path, ignores) for path in reversed(inner)]

    def _ignores_above(self) -> list[_Ignores]:
        """The .gitignore files between the repository's root and `top`, which itself is not looked at."""
        above: list[str] = []
        directory = self.top
        while not os.path.exists(os.path.join(directory, ".git")):
            directory, child = os.path.dirname(directory), directory
            if directory == child:
                return []  # no repository: nobody's .gitignore
            above.append(directory)
        return [each for place in reversed(above) for each in self._ignores_in(place)]

    def _ignores_in(self, directory: str) -> list[_Ignores]:
        found = _read_ignores(directory, _MAX_PATTERNS - self.ignores) if self.ignores < _MAX_PATTERNS else None
        if found is None:
            return []
        self.ignores += len(found.spec)
        return [found]

    def _files_in(self, directory: str, ignores: Sequence[_Ignores], inner: list[str]) -> Iterator[str]:
        """The `.c` files in one directory; directories to go on with are added to `inner`."""
        try:
            with os.scandir(directory) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self.seen.append(Seen(directory, False, f"{UNREADABLE}: {error.strerror or error}"))
            return
        for entry in found:
            path = entry.name if directory == "." else os.path.join(directory, entry.name)
            is_directory = entry.is_dir(follow_symlinks=False)
            if entry.name.endswith(".h") and not is_vmlinux(entry.name) and is_file_entry(entry):
                self.headers.append(path)
            if entry.name.startswith(".") or not (is_directory or self._is_candidate(entry)):
                continue
            if self.excluded(path):
                self._leave(path, EXCLUDED)
            elif any(each.names(path, is_directory) for each in ignores):
                self._leave(path, "named in .gitignore")
            elif not is_directory:
                yield path
            elif (why := _why_not_enter(path, entry.name)) is not None:
                self._leave(path, why)
            else:
                inner.append(path)

    def _is_candidate(self, entry: os.DirEntry[str]) -> bool:
        wanted = entry.name.endswith(".c") or (self.patterns is not None and self.patterns(entry.path))
        return wanted and is_file_entry(entry)

    def _leave(self, path: str, why: str) -> None:
        self.seen.append(Seen(path, False, why))

    def result(self) -> list[Seen]:
        chosen: dict[str, str] = {}
        for path, name in self.names.items():
            taken, why = self._judge(path, name)
            if taken:
                chosen[path] = why
            else:
                self._leave(name, why)
        parts = self._parts(chosen)
        for path, why in chosen.items():
            whole = parts.get(path)
            reason = why if whole is None else f"{self.names[whole]} includes it"
            self.seen.append(Seen(self.names[path], whole is None, reason))
        return sorted(self.seen, key=lambda each: each.path.split(os.sep))

    def _judge(self, path: str, name: str) -> tuple[bool, str]:
        if self.patterns is not None:
            return (True, "'files' names it") if self.patterns(name) else (False, "'files' does not name it")
        if name.endswith(".bpf.c"):
            refused = self.files[path].refused
            return refused is None, refused or "its name ends in .bpf.c"
        section = self._first_section(path, set()) or self._header_with_programs(path)
        if section is None:
            return False, "no SEC()"
        if (self.files.get(section) or self.with_programs[section]).is_familiar:
            return (
                True,
                "it has SEC()" if section == path else f"{os.path.basename(section)}, which it includes, has SEC()",
            )
        header = self._bpf_header(path, set(), 0)
        if header is None:
            return False, "it includes no header of BPF programs"
        place = "it has" if section == path else f"{os.path.basename(section)}, which it includes, has"
        return True, f"{place} SEC(), and {header} is included"

    def _first_section(self, path: str, visited: set[str]) -> str | None:
        """The file with a section among `path` and the sources that it includes."""
        if path in visited or path not in self.files:
            return None
        visited.add(path)
        if self.files[path].has_section:
            return path
        included = (self._resolve(each, path) for each in self.files[path].includes if each.name.endswith(".c"))
        return next((found for each in included if each and (found := self._first_section(each, visited))), None)

    def _header_with_programs(self, path: str) -> str | None:
        """The header with programs that a source brings in which is not one of user space by what it includes."""
        if not self.with_programs or self.files[path].is_of_user_space or self._bpf_header(path, set(), 0) is None:
            return None
        todo, visited = [(path, 0)], {path}
        while todo:
            current, depth = todo.pop()
            known = self.files.get(current) or self.with_programs.get(current) or read_text(current)
            for include in known.includes:
                place = self._resolve(include, current)
                if place in self.with_programs:
                    return place
                if place is not None and place not in visited and depth < _MAX_DEPTH:
                    visited.add(place)
                    todo.append((place, depth + 1))
        return None

    def _bpf_header(self, path: str, visited: set[str], depth: int) -> str | None:
        """The header of BPF programs that `path` includes, itself or through headers that lie in the project."""
        if path in visited or depth > _MAX_DEPTH:
            return None
        visited.add(path)
        known = self.files.get(path)
        includes = known.includes if known is not None else read_text(path).includes
        for include in includes:
            if is_bpf_header(include.name):
                return include.name
        for include in includes:
            place = self._resolve(include, path)
            found = self._bpf_header(place, visited, depth + 1) if place is not None else None
            if found is not None:
                return found
        return None

    def _resolve(self, include: Include, path: str) -> str | None:
        """The file of the project that an include means: beside the including one, or seen from a directory above."""
        name = os.path.normpath(include.name)
        directory = os.path.dirname(path)
        while True:
            for place in (directory, os.path.join(directory, "include"), os.path.join(directory, "headers")):
                candidate = os.path.normpath(os.path.join(place, name))
                if candidate in self.files or (candidate.startswith(self.top + os.sep) and os.path.isfile(candidate)):
                    return candidate
            if directory == self.top or not directory.startswith(self.top + os.sep):
                return None
            directory = os.path.dirname(directory)

    def _parts(self, chosen: dict[str, str]) -> dict[str, str]:
        """The chosen files that another chosen one includes, each with that one."""
        parts: dict[str, str] = {}
        visited: set[str] = set()  # what is below these is a part already
        for whole in chosen:
            todo = [] if whole in parts else [whole]  # of two that include each other the first is the whole
            while todo:
                current = todo.pop()
                known = self.files.get(current)
                for include in known.includes if known is not None else ():
                    place = self._resolve(include, current) if include.name.endswith(".c") else None
                    if place is None or place == whole:
                        continue
                    if place in chosen:
                        parts.setdefault(place, whole)
                    if place not in visited:
                        visited.add(place)
                        todo.append(place)
        return parts


def _why_not_enter(path: str, name: str) -> str | None:
    if name in _SKIPPED:
        return _SKIPPED[name]
    if name == "vendor" and os.path.isfile(os.path.join(path, "modules.txt")):
        return "modules that Go vendored"
    if os.path.isfile(os.path.join(path, ".git")):
        return "a submodule: name it to have it linted"
    if os.path.isfile(os.path.join(path, "pyvenv.cfg")):
        return "a virtual environment of Python"
    return None


# ---------------------------------------------------------------------------------------------------------- .gitignore


@dataclass(frozen=True, slots=True)
class _Ignores:
    """One .gitignore: its directory, and what it names there."""

    directory: str
    spec: GitIgnoreSpec

    def names(self, path: str, is_directory: bool) -> bool:
        relative = os.path.relpath(os.path.abspath(path), self.directory).replace(os.sep, "/")
        return self.spec.match_file(f"{relative}/" if is_directory else relative)


def _read_ignores(directory: str, most: int) -> _Ignores | None:
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
        return _Ignores(os.path.abspath(directory), GitIgnoreSpec.from_lines(lines))
    except ValueError:
        return None


def _is_quick(line: str) -> bool:
    return line.count("*") + line.count("[") <= _MAX_WILDCARDS
