"""Where in a project what a source lacks may be: headers of the name, definitions, build files, absent submodules.

Asked about what a file could not be understood without, to tell a person where to look; nothing is read because of the
answer. Looks at a bounded number of files.
"""

# Paths are strings here, as the compiler takes them; os.path neither resolves links nor costs much.
# ruff: noqa: PTH118, PTH120

from __future__ import annotations

import os
import re
from itertools import islice
from pathlib import Path
from typing import Final

from bpflint.base.files import files_below, relative_path
from bpflint.base.run_caches import kept_for_a_run
from bpflint.source.build_macros import build_files, build_text
from bpflint.source.includes import read
from bpflint.source.project import files_of, is_inside

_MOST_DIRECTORIES: Final = 20_000
_MOST_FILES: Final = 4000
_LARGEST_BYTES: Final = 1 << 20
_SUBMODULE: Final = re.compile(r"(?m)^\s*path\s*=\s*(\S+)\s*$")


@kept_for_a_run(256)
def files_named(root: str, name: str) -> tuple[str, ...]:
    """Files of the project with this name, those in hidden directories of a build too."""
    everywhere = islice(files_below(root, lambda directory: directory != ".git"), _MOST_DIRECTORIES)
    return tuple(os.path.join(directory, name) for directory, files in everywhere if name in files)


@kept_for_a_run(256)
def definition_of(name: str, root: str, path: str) -> tuple[str, int] | None:
    """Where a macro, type, constant or function is defined, nearest to `path`."""
    word = re.escape(name.encode())
    pattern = re.compile(
        rb"^[ \t]*#[ \t]*define[ \t]+%(name)s\b|^[ \t]*(?:typedef[ \t]+)?(?:struct|union|enum)[ \t]+%(name)s[ \t]*\{"
        rb"|^[ \t]*typedef\b[^;\n]*\b%(name)s[ \t]*;|^\}[^;\n]*\b%(name)s[ \t]*;"
        rb"|^[ \t]*%(name)s[ \t]*(?:=[^;=\n]*)?,?[ \t]*$|^[A-Za-z_][^;={}\n]{0,200}[ \t*]%(name)s[ \t]?\([^;\n]{0,200}$"
        % {b"name": word},
        re.M,
    )
    needle = name.encode()
    for each in _nearest_first(root, path):
        text = read(each)
        if needle in text and (found := pattern.search(text)) is not None:
            return each, text.count(b"\n", 0, found.start()) + 1
    return None


@kept_for_a_run(64)
def _nearest_first(root: str, path: str) -> tuple[str, ...]:
    beside = os.path.dirname(path)

    def distance(other: str) -> tuple[int, int]:
        shared = len(os.path.commonpath([other, beside]))
        return -shared, len(other)

    small = (each for each in files_of(Path(root)) if _is_small(each) and is_inside(each, root))
    return tuple(sorted(islice(small, _MOST_FILES), key=distance))


def _is_small(path: str) -> bool:
    try:
        return os.stat(path).st_size <= _LARGEST_BYTES  # noqa: PTH116
    except OSError:
        return False


def flag_of_build(name: str, source: Path, root: Path) -> tuple[str, str] | None:
    """Where a build file defines a macro, and how."""
    pattern = re.compile(rf"""(?<![\w-])-D[ \t]?({re.escape(name)}(?:=[^\s"',;)]+)?)(?![\w])""")
    place, found = _first_in_build(pattern, source, root)
    return (place, found[1] if "$" not in found[1] else f"{name}=VALUE") if found is not None else None


def made_by_build(name: str, source: Path, root: Path) -> str | None:
    """What a build file says of a header that is not there, and what to do about it."""
    file = re.escape(name.rpartition("/")[2])
    pattern = re.compile(rf"(?<![\w.-])(?:(?<![\w}})./-])(/(?:[\w.+-]+/)+))?{file}(?![\w.-])")
    place, found = _first_in_build(pattern, source, root)
    if found is None:
        return None
    if found[1]:
        return f"{place} takes it from {found[1]}: install what brings it"
    return f"{place} makes it: build first"


def _first_in_build(pattern: re.Pattern[str], source: Path, root: Path) -> tuple[str, re.Match[str] | None]:
    """The first place in the build files that a pattern fits, and what fits; "" and None for none."""
    for path in build_files(source, root):
        text = build_text(path)
        if (found := pattern.search(text)) is not None:
            return f"{relative_path(str(path))}:{text.count(chr(10), 0, found.start()) + 1}", found
    return "", None


def absent_submodule(root: Path, name: str) -> tuple[str, bool]:
    """A submodule that is not checked out and may bring a header, "" for none; and whether its name speaks for it."""
    text = build_text(root / ".gitmodules")
    words = set(re.split(r"\W+", name.lower())) - {"h"}
    absent = [path for path in _SUBMODULE.findall(text) if not _has_files(root / path)]
    likely = [path for path in absent if words.intersection(re.split(r"\W+", path.lower()))]
    return next(iter([*likely, *absent]), ""), bool(likely)


def _has_files(directory: Path) -> bool:
    try:
        return any(directory.iterdir())
    except OSError:
        return False
