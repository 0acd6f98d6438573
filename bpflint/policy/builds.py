"""`[[files]]`: what some files are built with, and in how many ways.

Every table whose patterns name a file adds its macros and header directories. Tables that name a variant make a build
of their own of each file; those of the same name make one together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bpflint.policy.patterns import matches


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the ways in which a file is built."""

    name: str
    defines: tuple[str, ...] = ()
    include_dirs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRule:
    """One table: what files that match are built with, in every variant and in each."""

    match: tuple[str, ...]
    defines: tuple[str, ...] = ()
    include_dirs: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()

    def holds(self, path: str) -> bool:
        """True if the table is about the file at `path`, relative to the settings file."""
        return any(matches(pattern, path) for pattern in self.match)


def builds(rules: Sequence[FileRule], path: str) -> list[Variant]:
    """The ways in which the file at `path` is built; one without a name where no table names any."""
    mine = [rule for rule in rules if rule.holds(path)]
    names = dict.fromkeys(variant.name for rule in mine for variant in rule.variants) or [""]
    return [_build(mine, name) for name in names]


def _build(rules: Iterable[FileRule], name: str) -> Variant:
    defines: list[str] = []
    include_dirs: list[str] = []
    for rule in rules:
        # The macro that comes last counts, and so does the directory that comes first.
        parts: list[FileRule | Variant] = [rule, *(variant for variant in rule.variants if variant.name == name)]
        for part in parts:
            defines += part.defines
            include_dirs[:0] = part.include_dirs
    return Variant(name, tuple(defines), tuple(include_dirs))
