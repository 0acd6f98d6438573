"""Tells projects whose sources get their licence elsewhere: of one that all are linked with, or of the loader."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from bpflint.base.run_caches import kept_for_a_run
from bpflint.source.includes import read
from bpflint.source.project import files_of, find_root

_LICENCE: Final = re.compile(rb'\b(?:SEC|section)\s*\(+\s*"license"')
_PROGRAM: Final = re.compile(rb'^\s*SEC\(\s*"[^".]', re.M)
_ANY_SECTION: Final = re.compile(rb"\b(?:SEC|section)\s*\(|^#[ \t]*include[ \t]*\"(?!vmlinux)", re.M)
"""A section, or a header of the project's own that may have one."""
_ELSEWHERE: Final = re.compile(rb"^extern\b(?![^;]*\b__(?:ksym|kconfig)\b)[^(;]*;", re.M)
"""A variable of another source. What the kernel has, and its configuration, are not in any."""
_GIVES_LICENCE: Final = re.compile(rb"\bbcc_(?:prog|func)_load\s*\(")
"""How programs are loaded that are no file to libbpf: the licence is an argument."""
_FEW: Final = 3
"""So many sources may just have forgotten it."""


def project_shares_licence(path: str) -> bool:
    """True if the file is linked with a source of its project that holds the licence, or its loader has one."""
    root = find_root(Path(path).absolute())
    return (
        _licences(root)[2]
        or _licences(root)[3]
        or shares_licence(root)
        or (_licences(root)[0] > 0 and _ELSEWHERE.search(read(path)) is not None)
    )


def shares_licence(root: Path) -> bool:
    """True if a source of the project holds the licence of several that have none: they are linked into one object."""
    with_licence, without, *_ = _licences(root)
    return with_licence > 0 and without > _FEW


@kept_for_a_run(16)
def _licences(root: Path) -> tuple[int, int, bool, bool]:
    """How many sources have a licence, how many have programs and none, and whether a loader gives one.

    Last, whether a source has a licence and nothing that it would be for: others are linked with it.
    """
    with_licence = without = 0
    is_given = is_apart = False
    for path in files_of(root):
        text = read(path) if path.endswith((".c", ".h")) else b""
        # What a text lacks altogether is not worth a pattern.
        if b'"license"' in text and _LICENCE.search(text):
            with_licence += 1
            is_apart |= path.endswith(".c") and not _ANY_SECTION.search(_LICENCE.sub(b"", text))
        elif path.endswith(".c") and b"SEC(" in text and _PROGRAM.search(text):
            without += 1
        elif path.endswith(".c") and b"bcc_" in text and _GIVES_LICENCE.search(text):
            is_given = True
    return with_licence, without, is_given, is_apart
