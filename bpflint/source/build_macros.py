"""Macros that a project's Makefile, CMakeLists.txt or build script defines for its BPF programs, without a database.

Read as text: only what stands there in full (`-D__USE_VMLINUX__`, `-DMAX=3`, `defines = ["MAX=3"]`) in a file that
speaks of bpf. Conditions of the build are not looked at, so this is a guess, to be tried where a file is not understood
without.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from bpflint.base.files import is_file
from bpflint.base.run_caches import kept_for_a_run
from bpflint.base.supplied import read_supplied
from bpflint.source.build_files import upwards

_NAMES: Final = (
    "CMakeLists.txt",
    "Makefile",
    "GNUmakefile",
    "makefile",
    "Makefile.am",
    "meson.build",
    "build.rs",
)
_SCRIPT: Final = re.compile(
    r"(?:.*[-_.])?(?:build|compile|make)(?:[-_.].*)?\.sh|.+\.mk|Makefile\.\w+"
    r"|BUILD(?:\.bazel)?|BUCK|TARGETS|.+\.bzl|.+\.bb(?:append|class)?|.+\.nix|justfile|Taskfile\.ya?ml|magefile\.go"
    r"|xmake\.lua|SCons\w+|wscript|build\.zig|Dockerfile|Earthfile",
    re.I,
)
"""Shell scripts, parts of Makefiles, and what Bazel, Buck, Yocto, Nix and others read."""
_MAX_SCRIPTS: Final = 20
_MAX_BYTES: Final = 1 << 20
_MOST_OTHERS: Final = 4
_FOR_BPF: Final = re.compile(r"bpf", re.I)
_DEFINE: Final = re.compile(r"""(?<![\w-])-D[ \t]?([A-Za-z_]\w*(?:=[\w.+-]+)?)(?=[\s"',;)\]]|$)""")
_LIST: Final = re.compile(r"\bdefines[ \t]*=[ \t]*\[([^\]]*)\]")
_LISTED: Final = re.compile(r"""["']([A-Za-z_]\w*(?:=[\w.+-]+)?)["']""")
_REMARK: Final = re.compile(r"(?m)^[ \t]*(?:#|//).*$")


def macros_of_build(source: Path, root: Path, wanted: Collection[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """What the nearest build file that speaks of bpf defines of the names in `wanted`, and that file's path.

    Where it gives a name several values, the first of each comes first, then the others one by one.
    """
    for path in build_files(source, root):
        found: dict[str, list[str]] = {}
        for each in _defines(path):
            name = each.split("=")[0]
            if name in wanted:
                found.setdefault(name, []).append(each)
        first = {name: values[0] for name, values in found.items()}
        if first:
            others = [{**first, name: value} for name, values in found.items() for value in values[1:]]
            yield from ((tuple(each.values()), str(path)) for each in (first, *others[:_MOST_OTHERS]))
            return


def build_files(source: Path, root: Path) -> Iterator[Path]:
    """The build files in the directories above `source`, the nearest first."""
    for directory in upwards(source.parent, root):
        for name in (*_NAMES, *_scripts(directory)):
            if is_file(directory / name):
                yield directory / name


@kept_for_a_run(256)
def _scripts(directory: Path) -> tuple[str, ...]:
    """The files in `directory` that build something by their names."""
    try:
        return tuple(sorted(filter(_SCRIPT.fullmatch, os.listdir(directory)))[:_MAX_SCRIPTS])  # noqa: PTH208 - names
    except OSError:
        return ()


def _defines(path: Path) -> tuple[str, ...]:
    text = build_text(path)
    if not _FOR_BPF.search(text):
        return ()
    text = _REMARK.sub("", text)
    listed = [word for names in _LIST.findall(text) for word in _LISTED.findall(names)]
    return tuple(dict.fromkeys((*_DEFINE.findall(text), *listed)))


def build_text(path: Path) -> str:
    """The text of a build file; "" where it cannot be read."""
    try:
        return read_supplied(path, _MAX_BYTES).decode(errors="replace")
    except (OSError, ValueError):
        return ""
