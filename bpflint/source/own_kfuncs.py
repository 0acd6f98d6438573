"""The kfuncs that a project brings itself: what a kernel module among its sources registers.

Such a one may well be unknown to every kernel, or share its name with one that came later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bpflint.base.run_caches import kept_for_a_run
from bpflint.source.includes import read
from bpflint.source.project import files_of, find_root

_MODULE: Final = b"MODULE_LICENSE("
"""Stands once in each module, and not in what is built into a kernel."""
_REGISTERED: Final = re.compile(rb"^[ \t]*BTF_ID_FLAGS\([ \t]*func[ \t]*,[ \t]*(\w+)", re.M)


def own_kfuncs(path: str) -> Mapping[str, str]:
    """The kfuncs that modules in the project of a source register, with the files that do."""
    return _registered(find_root(Path(path).absolute()))


@kept_for_a_run(16)
def _registered(root: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in files_of(root):
        text = read(path) if path.endswith(".c") else b""
        if _MODULE in text:
            found.update((name.decode(), path) for name in _REGISTERED.findall(text))
    return found
