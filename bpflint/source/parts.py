"""Finds the source that a named one is a part of: one that includes it, and brings the headers that it leaves out.

What a directory search decides from above (`discovery`), decided from below for a file that somebody named, such as a
hook that passes what was changed.
"""

# Paths are strings here, as where files are searched.
# ruff: noqa: PTH100, PTH110, PTH118, PTH120

from __future__ import annotations

import os
from typing import Final

from bpflint.base.run_caches import kept_for_a_run
from bpflint.source.bpf_text import includes_bpf_header
from bpflint.source.includes import includes_of, read

_PARTS: Final = (".c", ".inc")
"""How the names of sources end that others include; a header is nobody's part, and many include it."""
_MAX_LEVELS: Final = 3
_MAX_FILES: Final = 2000


def whole_of(path: str, text: bytes | None = None) -> str | None:
    """The source that includes `path`, named as `path` is; None if `path` stands for itself.

    Looked for beside it and in two directories above, within the repository. A source that includes a header of BPF
    programs stands for itself, even if another one includes it. `text` is what the file has, where that is not on the
    disk.
    """
    whole, seen = path, {os.path.abspath(path)}
    while not includes_bpf_header(text if text is not None and whole == path else read(whole)):
        including = _including(whole)
        if including is None or os.path.abspath(including) in seen:
            break
        seen.add(os.path.abspath(including))
        whole = including
    return None if whole == path else whole


def _including(path: str) -> str | None:
    target = os.path.abspath(path)
    directory = os.path.dirname(path)
    for _ in range(_MAX_LEVELS):
        for name, parts in _parts_in(os.path.abspath(directory)):
            if target in parts:
                return os.path.normpath(os.path.join(directory, name))
        if os.path.exists(os.path.join(directory, ".git")):
            break
        directory = os.path.normpath(os.path.join(directory, os.pardir))
    return None


@kept_for_a_run(64)
def _parts_in(directory: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """The sources in a directory, each with those that it includes."""
    try:
        with os.scandir(directory) as entries:
            names = sorted(entry.name for entry in entries if entry.name.endswith(".c"))
    except OSError:
        return ()
    found = []
    for name in names[:_MAX_FILES]:
        including = includes_of(read(os.path.join(directory, name)))
        parts = {
            os.path.normpath(os.path.join(directory, each.name)) for each in including if each.name.endswith(_PARTS)
        }
        if parts:
            found.append((name, frozenset(parts)))
    return tuple(found)
