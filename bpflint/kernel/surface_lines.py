"""What the surface database says of a name: a line for each form that it has, with the builds that have it so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpflint.kernel.surface_file import Line, SurfaceFile
from bpflint.kernel.surface_types import element_of, resolve

_MAX_PATH = 32
_MAX_LINES = 200_000


class SurfaceLines:
    """The lines of a database, and what follows from them for all of its builds at once."""

    def __init__(self, file: SurfaceFile, known: SurfaceLines | None = None) -> None:
        """`known` says what other kernels have in their vmlinux, where this database is that of a single one."""
        self.file = file
        self._known = known
        self._lines: dict[str, list[Line]] = {}
        self._members: dict[str, dict[str, list[Line]]] = {}
        self._fields: dict[tuple[str, str], list[Line]] = {}

    def lines(self, key: str) -> list[Line]:
        """What the database says under a key."""
        known = self._lines.get(key)
        if known is None:
            if len(self._lines) > _MAX_LINES:
                self._lines.clear()
            known = self._lines[key] = self.file.lines(key)
        return known

    def members(self, key: str) -> Mapping[str, list[Line]]:
        """The members of a record by their paths, each with the builds that have it with a type."""
        known = self._members.get(key)
        if known is None:
            known = self._members[key] = {}
            for version in self.versions(key):
                for mask, text in self.lines(version):
                    name, _, spelling = text.partition(" ")[2].partition(" ")
                    if spelling:
                        known.setdefault(name, []).append((mask, spelling))
        return known

    def field_builds(self, spelling: str, path: str) -> list[Line]:
        """The builds that have a member, found through embedded structs, with the types that it has there."""
        asked = spelling, path
        known = self._fields.get(asked)
        if known is None:
            key = self.record_key(spelling)
            known = self._fields[asked] = list(self._walk(key, path.split("."), -1, 0))
        return known

    def _walk(self, key: str, path: list[str], builds: int, depth: int) -> Iterator[Line]:
        members = self.members(key)
        if depth > _MAX_PATH or not members:
            return
        for length in range(1, len(path) + 1):
            for mask, spelling in members.get(".".join(path[:length]), ()):
                mask &= builds
                if mask and length == len(path):
                    yield mask, spelling
                elif mask:
                    yield from self._walk(self.record_key(element_of(spelling)), path[length:], mask, depth + 1)

    def record_key(self, spelling: str) -> str:
        """Where the members of a type are; typedefs are looked through, as the newest build has them."""

        def typedef(name: str) -> str | None:
            return max(self.lines(f"t {name}"), default=(0, None))[1]

        resolved = resolve(spelling, typedef)
        if " typedef " in resolved:
            return f"a {resolved.rpartition(' ')[2]}"
        return type_key(resolved)

    def having(self, key: str) -> int:
        """The builds that have a name, as bits."""
        having = 0
        for mask, _ in self.lines(key):
            having |= mask
        return having

    def knows(self, key: str) -> bool:
        """Whether any kernel has the name in its vmlinux."""
        return bool(self.lines(key)) or self.is_known_elsewhere(key)

    def is_known_elsewhere(self, key: str) -> bool:
        """Whether a kernel of another database has the name."""
        return self._known is not None and self._known.knows(key)

    def names(self, category: str) -> Iterator[str]:
        """All names of a category (`f`, see surface_rows.py), in order."""
        for key in self.file.keys(category):
            name = key[2:]
            if "#" not in name:
                yield name

    def knows_field(self, spelling: str, path: str) -> bool:
        """Whether any kernel has the member."""
        return bool(self.field_builds(spelling, path)) or (
            self._known is not None and self._known.knows_field(spelling, path)
        )

    def versions(self, key: str) -> Iterator[str]:
        """A key, and those of other structs of the same name."""
        number, version = 1, key
        while self.lines(version):
            yield version
            number += 1
            version = f"{key}#{number}"

    def record_builds(self, key: str) -> int:
        """The builds that have a struct or union of this name, whatever its members, as bits."""
        having = 0
        for version in self.versions(key):
            for mask, text in self.lines(version):
                if is_size(text):
                    having |= mask
        return having


def type_key(spelling: str) -> str:
    """The key under which a type is kept."""
    word, _, tag = spelling.partition(" ")
    letters = {"struct": "s", "union": "u", "enum": "n"}
    return f"{letters[word]} {tag}" if word in letters and tag else f"t {spelling}"


def is_size(text: str) -> bool:
    """Whether a line of a record is its size, and not a member."""
    return " " not in text
