"""Which files decide what is said of a source, so that whoever waits for a change knows where to look."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from bpflint.base.files import exists

SETTINGS_FILES: Final = ("bpflint.toml", "pyproject.toml", "compile_commands.json")


def inputs_of(path: str, includes: Iterable[str]) -> list[str]:
    """The files that decide what is said of a source, there or not: what it includes, and settings above it."""
    found = dict.fromkeys(includes)
    for directory in Path(path).parents:
        found.update(dict.fromkeys(str(directory / name) for name in SETTINGS_FILES))
        if exists(directory / ".git"):
            break
    return list(found)
