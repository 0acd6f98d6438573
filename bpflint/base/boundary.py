"""Which files a report may quote: those of the repositories that are linted, and what comes with a system or with us.

A source from a stranger can include any file that the person who lints it can read, and a link in a repository can lead
to one. Their lines would end up in a report that others read, so nothing of them is shown.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

from bpflint.base.files import exists

_PUBLIC: Final = ("/usr/include", "/usr/lib", "/usr/src", "/usr/local/include", "/opt/homebrew/include")
"""Where systems keep headers, which everybody has."""
_INTERNAL: Final = ".git"
"""Not content of a repository: its configuration may hold a password."""


def repository_root(directory: Path) -> Path:
    """The nearest directory at or above `directory` that holds a .git, else `directory` itself."""
    return next((above for above in (directory, *directory.parents) if exists(above / _INTERNAL)), directory)


class Boundary:
    """The files within `roots`, links resolved."""

    def __init__(self, roots: Iterable[str | Path]) -> None:
        self._roots = tuple(dict.fromkeys(os.path.realpath(root) for root in roots))

    @classmethod
    def around(cls, files: Iterable[str], trusted: Iterable[str | Path] = ()) -> Boundary:
        """The repositories that `files` belong to, and the directories that the person who runs us `trusted`."""
        return cls([*dict.fromkeys(_root_of(os.path.abspath(Path(name).parent)) for name in files), *trusted])  # noqa: PTH100

    def holds(self, path: str) -> bool:
        """True if `path` may be quoted."""
        real = os.path.realpath(path)
        return any(_is_below(real, root, hidden=True) for root in self._roots) or is_public(real)


def is_public(path: str) -> bool:
    """True for a header of the system, links resolved."""
    return any(_is_below(path, root, hidden=False) for root in _PUBLIC)


@lru_cache(maxsize=4096)
def _root_of(directory: str) -> str:
    return str(repository_root(Path(directory)))


def _is_below(path: str, root: str, *, hidden: bool) -> bool:
    inside = root.rstrip(os.sep) + os.sep
    return path.startswith(inside) and not (hidden and _INTERNAL in Path(path[len(inside) :]).parts)
