"""Where headers are looked for, and by what names."""

# Paths stay text here, as the compiler has them.
# ruff: noqa: PTH118, PTH119

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from bpflint.source.argument_words import SEARCH_OPTIONS
from bpflint.source.includes import SearchPath


def spellings(path: str, name: str) -> Iterator[str]:
    """What libclang may call the file that an include `name` leads to.

    It opens one that it knows by another name before it looks who that is.
    """
    place = os.path.relpath(path.removesuffix(name) or ".")
    for each in (path, os.path.normpath(path), os.path.join(place, name), os.path.relpath(path)):
        yield each
        yield os.path.join(".", each)


def is_vmlinux(path: str) -> bool:
    """True for the usual names: vmlinux.h, vmlinux_518.h, vmlinux-x86.h."""
    name = os.path.basename(path)
    return name.startswith("vmlinux") and name.endswith(".h")


def search_path(places: Sequence[tuple[str, str]]) -> SearchPath:
    """The search path in the compiler's order: -I, then -isystem, then -idirafter."""
    by_option = {option: tuple(each for name, each in places if name == option) for option in SEARCH_OPTIONS}
    return SearchPath(by_option["-iquote"], (*by_option["-I"], *by_option["-isystem"], *by_option["-idirafter"]))
