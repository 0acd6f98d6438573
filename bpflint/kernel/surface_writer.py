"""Makes a surface database of the rows of one or more kernels.

What several builds have in common is written once. A struct is written as one list of all its members over time, each
with the builds that have it there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from types import MappingProxyType

from bpflint.kernel.surface_file import Line, pack
from bpflint.kernel.surface_lines import is_size
from bpflint.kernel.surface_rows import Row

RECORDS = frozenset("sua")
"""The categories whose values have many lines: structs, unions, and those that only a typedef names."""
_MAX_COMPARED = 4_000
"""Members of two versions of a struct that are compared one by one; longer ones are written apart."""


class SurfaceWriter:
    """Collects rows build by build."""

    def __init__(self) -> None:
        self._builds: list[dict[str, str]] = []
        self._found: dict[str, dict[str, int]] = {}

    def add(
        self,
        kernel: str,
        release: str,
        config: str,
        arch: str,
        rows: Iterable[Row],
        without: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Takes in the rows of a build such as `6.12.117`, which is of release `6.12`.

        `without` are words in the names of what this build was configured without, though its release has it, each with
        the option.
        """
        bit = 1 << len(self._builds)
        build = {"kernel": kernel, "release": release, "config": config, "arch": arch}
        words = " ".join(f"{word}={option}" for word, option in without.items())
        self._builds.append(build | ({"without": words} if words else {}))
        for key, value in rows:
            values = self._found.setdefault(key, {})
            values[value] = values.get(value, 0) | bit

    def bytes(self) -> bytes:
        """The database."""
        records: dict[str, list[Line]] = {}
        for key, values in self._found.items():
            if key[0] in RECORDS:
                for number, versions in enumerate(_apart(values)):
                    records[f"{key}#{number + 1}" if number else key] = _merge(versions)
            else:
                records[key] = [(mask, value) for value, mask in sorted(values.items(), key=lambda item: item[1])]
        return pack(self._builds, records)


def _apart(values: dict[str, int]) -> list[list[tuple[int, str]]]:
    """The versions of a struct in groups, so that no build has two in a group: some names mean several structs."""
    groups: list[list[tuple[int, str]]] = []
    for value, mask in sorted(values.items(), key=lambda item: (item[1], item[0])):
        for group in groups:
            if not any(mask & other for other, _ in group):
                group.append((mask, value))
                break
        else:
            groups.append([(mask, value)])
    return groups


def _merge(versions: list[tuple[int, str]]) -> list[Line]:
    """The lines of all versions of a struct in one order that holds for each of them, the sizes first."""
    if len(versions) == 1:
        ((mask, value),) = versions
        return [(mask, line) for line in value.split("\n")]
    merged: list[Line] = []
    for mask, value in sorted(versions, key=lambda item: item[0] & -item[0]):
        merged = list(_weave(merged, mask, value.split("\n")))
    return sorted(merged, key=lambda line: not is_size(line[1]))


def _weave(merged: list[Line], mask: int, lines: list[str]) -> Iterator[Line]:
    if max(len(merged), len(lines)) > _MAX_COMPARED:
        yield from merged
        yield from ((mask, line) for line in lines)
        return
    matcher = SequenceMatcher(None, [line for _, line in merged], lines, autojunk=False)
    for tag, first, last, new, new_end in matcher.get_opcodes():
        if tag == "equal":
            yield from ((known | mask, line) for known, line in merged[first:last])
        else:
            yield from merged[first:last]
            yield from ((mask, line) for line in lines[new:new_end])
