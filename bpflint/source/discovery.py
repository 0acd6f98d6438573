"""Finds the BPF sources of a directory by what is in them, and says why a file was taken or left.

A `.c` file is BPF C if it puts something into a section (`SEC("xdp")`) and includes, itself or through headers of the
project, what only BPF programs include; or if its programs are all in a header that it shares with others. One that
another BPF source includes is part of that one (a unity build) and not taken for itself. What `.gitignore` names,
modules that Go vendored and submodules are left alone. Errs towards leaving: a source that hides its sections behind
macros of a header has to be named. What git tracks and no search comes to is named all the same, as left.
"""

# Paths are strings here: a walk over thousands of files feels the difference.
# ruff: noqa: PTH100, PTH113, PTH118, PTH119, PTH120, PTH206

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from bpflint.base.files import is_file_entry
from bpflint.source.bpf_text import SourceText, is_bpf_header, read_text
from bpflint.source.git_ignore import IgnoreFiles, Ignores, Repository
from bpflint.source.includes import Include
from bpflint.source.search_path import is_vmlinux

_MAX_FILES: Final = 50_000
_MAX_DEPTH: Final = 4
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
    whole: str = ""
    """The one that was taken in its place."""
    is_source: bool = False
    """Whether it is one of the BPF sources, taken or left."""


def find_sources(
    directory: str,
    *,
    patterns: Callable[[str], bool] | None = None,
    excluded: Callable[[str], bool] = lambda _path: False,
) -> list[Seen]:
    """Everything of interest below `directory`, sorted.

    `patterns` says which files are wanted, where somebody did; without, content decides. `excluded` leaves out files
    and directories.
    """
    search = _Search(patterns, excluded)
    search.look(directory)
    return search.result()


@dataclass(slots=True)
class _Search:
    patterns: Callable[[str], bool] | None
    excluded: Callable[[str], bool]
    seen: list[Seen] = field(default_factory=list)
    files: dict[str, SourceText] = field(default_factory=dict)
    """The `.c` files, by absolute path."""
    names: dict[str, str] = field(default_factory=dict)
    """What each was called."""
    headers: list[str] = field(default_factory=list)
    with_programs: dict[str, SourceText] = field(default_factory=dict)
    """The headers that have programs in them, by absolute path."""
    is_all: bool = True
    """Whether nothing was left so far, neither a file nor a directory that may hold some."""
    looked_into: int = 0
    """How many files were read that were left before anybody asked what is in them."""
    directory: str = ""
    """What was searched, as names begin with it."""
    top: str = ""
    real_top: str = ""
    """The same, links resolved; below no link to a directory is followed."""
    ignore_files: IgnoreFiles = field(default_factory=IgnoreFiles)

    def look(self, directory: str) -> None:
        """Take in every `.c` file below `directory`."""
        self.directory = "" if os.path.normpath(directory) == "." else os.path.normpath(directory)
        self.top = os.path.abspath(directory)
        self.real_top = os.path.realpath(self.top)
        ignores = self.ignore_files.above(self.real_top)
        for path in self._walk(os.path.normpath(directory), ignores):
            self.names[os.path.abspath(path)] = path
            self.files[os.path.abspath(path)] = read_text(path)
        # The index changes often, and each time a kept run is no longer the same: it is read where it matters.
        if ignores.repository is not None and not self.is_all:
            self._note_unseen(ignores.repository)
        if self.patterns is None and not all(file.has_section for file in self.files.values()):
            self._look_at_headers()

    def _look_at_headers(self) -> None:
        """Sources may have nothing but macros in them, and their programs in a header that they share."""
        for path in self.headers[:_MAX_FILES]:
            file = read_text(path)
            if file.has_programs:
                self.with_programs[os.path.abspath(path)] = file

    def _note_unseen(self, repository: Repository) -> None:
        """Say of sources that git tracks and the search did not come to, whatever kept it away."""
        left = {os.path.abspath(each.path): each.why for each in self.seen}
        for real in repository.sources_below(self.real_top):
            path = self.top + real.removeprefix(self.real_top)
            if path in self.files or path in left or not os.path.isfile(path):
                continue
            above = (path[:at] for at, character in enumerate(path) if character == os.sep)
            is_hidden = f"{os.sep}." in path.removeprefix(self.top)
            other = "hidden by a dot" if is_hidden else "no search comes here"
            name = os.path.join(self.directory, os.path.relpath(path, self.top))
            if self._is_source(name):
                self._leave(name, next((left[each] for each in above if each in left), other))

    def _real(self, path: str) -> str:
        return self.real_top + os.path.abspath(path).removeprefix(self.top)

    def _walk(self, directory: str, ignores: Ignores) -> Iterator[str]:
        todo = [(directory, ignores)]
        while todo:
            if len(self.names) > _MAX_FILES:
                self.is_all = False
                return
            directory, ignores = todo.pop()
            ignores = self.ignore_files.inside(self._real(directory), ignores)
            inner: list[str] = []
            yield from self._files_in(directory, ignores, inner)
            todo += [(path, ignores) for path in reversed(inner)]

    def _files_in(self, directory: str, ignores: Ignores, inner: list[str]) -> Iterator[str]:
        """The `.c` files in one directory; directories to go on with are added to `inner`."""
        try:
            with os.scandir(directory) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self._leave(directory, f"{UNREADABLE}: {error.strerror or error}")
            return
        for entry in found:
            path = entry.name if directory == "." else os.path.join(directory, entry.name)
            is_directory = entry.is_dir(follow_symlinks=False)
            if entry.name.endswith(".h") and not is_vmlinux(entry.name) and is_file_entry(entry):
                self.headers.append(path)
            if entry.name.startswith("."):
                self.is_all = self.is_all and not (entry.name != ".git" if is_directory else self._is_candidate(entry))
                continue
            if not (is_directory or self._is_candidate(entry)):
                continue
            if self.excluded(path):
                self._leave(path, EXCLUDED)
            elif ignores.leave_out(self._real(path), is_directory=is_directory):
                self._leave(path, "named in .gitignore, and not tracked")
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
        self.seen.append(Seen(path, False, why, is_source=self._is_source(path)))
        self.is_all = False

    def _is_source(self, path: str) -> bool:
        """Whether a file is a BPF source by its name, or by its own text, whatever the headers of the project add."""
        if path.endswith(".bpf.c") or not path.endswith(".c"):
            return path.endswith(".bpf.c")
        text = self.files.get(os.path.abspath(path))
        if text is None:
            self.looked_into += 1
            text = read_text(path) if self.looked_into <= _MAX_FILES else SourceText()
        return text.has_programs or (text.has_section and any(is_bpf_header(each.name) for each in text.includes))

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
            if whole is None:
                self.seen.append(Seen(self.names[path], True, why, is_source=True))
            else:
                why, whole = f"{self.names[whole]} includes it", self.names[whole]
                self.seen.append(Seen(self.names[path], False, why, whole, is_source=True))
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
