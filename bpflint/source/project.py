"""Finds headers in the repository of a source file, when no argument says where they are.

Only looks inside the project, never follows links to directories, and stops after a fixed number of directories. May
take the wrong one of several headers of the same name; the nearest to the file that includes it is preferred, and of
headers for several machines that of the target.
"""

# Paths are strings here, as the compiler takes them; os.path neither resolves links nor costs much.
# ruff: noqa: PTH100, PTH111, PTH113, PTH118, PTH119, PTH120, PTH206

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from bpflint.base.files import exists, files_below
from bpflint.base.run_caches import kept_for_a_run

_MAX_DIRECTORIES: Final = 20_000
_SKIPPED: Final = frozenset({"node_modules", "__pycache__", "venv", "site-packages"})
_REPOSITORY: Final = (".git", ".hg", ".jj", ".bpflint.toml")
_PROJECT: Final = (
    "LICENSE",
    "COPYING",
    "README.md",
    "README",
    "Makefile",
    "Cargo.toml",
    "go.mod",
    "meson.build",
    "CMakeLists.txt",
)
_MAX_CLIMB: Final = 8
# fmt: off
_USUAL: Final = frozenset({
    "include", "includes", "inc", "headers", "header", "h", "vmlinux", "vmlinux.h", "btf", "bpf", "ebpf", "libbpf",
    "common", "kernel", "kern", "arch", "src", "c", "lib", "libs", "third_party", "third-party", "thirdparty",
    "3rdparty", "vendor", "external", "deps", "generated", "gen", "build", "output",
})
# fmt: on
"""Names of directories in which a vmlinux.h serves whatever is around them."""
_INCLUDES: Final = frozenset({"include", "includes", "inc", "headers"})
_VERSION: Final = re.compile(r"[-_.]?v?\d+([._]\d+)*$")
_MACHINES: Final = {
    "x86": ("x86", "x86_64", "amd64"),
    "arm64": ("arm64", "aarch64"),
    "arm": ("arm",),
    "riscv": ("riscv", "riscv64"),
    "s390": ("s390", "s390x"),
    "powerpc": ("powerpc", "ppc64le", "ppc64", "ppc"),
    "loongarch": ("loongarch", "loongarch64"),
    "mips": ("mips", "mips64"),
}


def find_root(path: Path) -> Path:
    """The directory in which the headers of a file may be looked for.

    It is the repository; without one, the working directory if the file lies in it, else the highest directory above
    that looks like the top of a project, else the directory above the file's, because kernel-style trees keep programs
    one below their headers. Anything higher may be anybody's.
    """
    return _root_of(path.absolute().parent, Path.cwd())


@kept_for_a_run(256)
def _root_of(directory: Path, working: Path) -> Path:
    above = (directory, *directory.parents)
    for candidate in above:
        if any(exists(candidate / marker) for marker in _REPOSITORY):
            return candidate
    private = [each for each in above if not _is_shared(each)]
    if working in private:
        return working
    tops = [each for each in private[:_MAX_CLIMB] if any(exists(each / name) for name in _PROJECT)]
    if tops:
        return tops[-1]
    return directory.parent if directory.parent in private else directory


def _is_shared(directory: Path) -> bool:
    """True for places that hold many projects: the root, /tmp, a home directory."""
    return (
        directory == Path(directory.anchor)
        or directory == Path(os.path.expanduser("~"))
        or directory.parent == Path(directory.anchor)
        or str(directory) == tempfile.gettempdir()
    )


def find_header(name: str, beside: str, root: Path, machine: str) -> str | None:
    """The directory in the project from which `#include <name>` would find a header; None if there is none."""
    top = os.path.abspath(root)
    # The usual places first, without looking through everything.
    directory = os.path.abspath(beside)
    while directory == top or directory.startswith(top + os.sep):
        for place in (directory, os.path.join(directory, "include"), os.path.join(directory, "headers")):
            if is_inside(os.path.join(place, name), top):
                return place
        if directory == top:
            break
        directory = os.path.dirname(directory)
    wanted = os.path.normpath(name)
    if wanted.startswith(os.pardir):
        return None
    candidates = [
        path[: -len(wanted) - 1]
        for path in _headers(top).get(os.path.basename(wanted), ())
        if path.endswith(os.sep + wanted) and is_inside(path, top)
    ]
    return min(candidates, key=lambda each: _distance(each, beside, machine)) if candidates else None


def find_kernel_types(name: str, beside: str, root: Path, machine: str) -> str | None:
    """Like `find_header`, for a vmlinux.h.

    Every kind of program of a repository may have its own, with other types in it, so one in a directory that belongs
    to something else does not count: only what lies in a directory above the file that includes it, or from there in
    directories whose names say nothing but what they hold (`include/vmlinux/x86`), where headers of a machine may stand
    below the project's name (`include/falcon/x86`).
    """
    wanted = os.path.normpath(name)
    top = os.path.abspath(root)
    if wanted.startswith(os.pardir) or not (beside := os.path.abspath(beside)).startswith(top):
        return None
    usual = _USUAL.union(_MACHINES.get(machine, ()))
    near: list[tuple[int, int, str]] = []
    for path in _headers(top).get(os.path.basename(wanted), ()):
        if path.endswith(os.sep + wanted) and is_inside(path, top):
            directory = path[: -len(wanted) - 1]
            shared = os.path.commonpath([directory, beside])
            below = [part for part in directory[len(shared) :].split(os.sep) if part]
            names = [part.lower().strip("_.") for part in below]
            said = [name in usual or _VERSION.sub("", name) in usual for name in names]
            if all(known or _is_project(names, at, machine) for at, known in enumerate(said)):
                near.append((-len(shared), len(below), directory))
    return min(near)[2] if near else None


def _is_project(names: list[str], at: int, machine: str) -> bool:
    """True for the directory between `include` and one for the machine."""
    return 0 < at < len(names) - 1 and names[at - 1] in _INCLUDES and names[at + 1] in _MACHINES.get(machine, ())


def is_inside(path: str, top: str) -> bool:
    """True for a file below `top`, links resolved."""
    return os.path.isfile(path) and os.path.realpath(path).startswith(os.path.realpath(top) + os.sep)


def _distance(directory: str, beside: str, machine: str) -> tuple[int, int, int, str]:
    parts = directory.split(os.sep)
    others = {word for key, words in _MACHINES.items() if key != machine for word in words}
    shared = len(os.path.commonpath([directory, os.path.abspath(beside)]).split(os.sep))
    return bool(others.intersection(parts)), -shared, len(parts), directory


def files_of(root: Path) -> Iterator[str]:
    """The sources and headers of a project."""
    for paths in _headers(os.path.abspath(root)).values():
        yield from paths


@kept_for_a_run(16)
def _headers(top: str) -> dict[str, tuple[str, ...]]:
    """What a project has by way of names that may be included, by their last part. Some may be links out of it."""
    found: dict[str, list[str]] = {}
    for path in _walk(top):
        found.setdefault(os.path.basename(path), []).append(path)
    return {name: tuple(sorted(paths)) for name, paths in found.items()}


def _walk(top: str) -> Iterator[str]:
    inside = files_below(top, lambda name: not name.startswith(".") and name not in _SKIPPED)
    for directory, files in islice(inside, _MAX_DIRECTORIES):
        for name in files:
            if name.endswith((".h", ".c", ".inc")):
                yield os.path.join(directory, name)
