"""What the surface database says of a name: a line for each form that it has, with the builds that have it so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.kernel.member_shape import UNKNOWN_SHAPE, MemberShape, Shapes, fits, shape_of
from bpflint.kernel.surface_file import Line, SurfaceFile
from bpflint.kernel.surface_types import element_of, resolve

_MAX_PATH = 32
_MAX_KEPT = 100_000


LSM: Final = "bpf_lsm_"
"""Begins the names of the functions that stand for LSM hooks."""


class SurfaceLines:
    """The lines of a database, and what follows from them for all of its builds at once."""

    def __init__(self, file: SurfaceFile, known: SurfaceLines | None = None) -> None:
        """`known` says what other kernels have in their vmlinux, where this database is that of a single one."""
        self.file = file
        self._known = known
        self._lines: dict[str, list[Line]] = {}
        self._records: dict[str, str] = {}
        self._fields: dict[tuple[str, str, Shapes], list[Line]] = {}
        self._lsm_hooks: tuple[str, ...] | None = None

    def lines(self, key: str) -> list[Line]:
        """What the database says under a key."""
        known = self._lines.get(key)
        if known is None:
            if len(self._lines) > _MAX_KEPT:
                self._lines.clear()
            known = self._lines[key] = self.file.lines(key)
        return known

    def record(self, key: str) -> str:
        """The lines of a struct or union as they are in the file: there are hundreds, and a question needs few."""
        known = self._records.get(key)
        if known is None:
            if len(self._records) > _MAX_KEPT:
                self._records.clear()
            known = self._records[key] = self.file.record(key)
        return known

    def member(self, key: str, path: str, shape: MemberShape = UNKNOWN_SHAPE) -> Iterator[Line]:
        """The types of a member by its path in a record, each with the builds that have it so.

        Only those that libbpf takes for a member of this shape.
        """
        sought = f" {path} "
        for version in self.versions(key):
            record = self.record(version)
            at = record.find(sought)
            while at >= 0:
                start, end = record.rfind("\n", 0, at) + 1, record.find("\n", at)
                mask, text = self.file.read_line(record[start : end if end >= 0 else len(record)])
                place, _, member = text.partition(" ")
                name, _, spelling = member.partition(" ")
                if name == path and spelling and (mask := self._fitting(shape, mask, spelling, place)):
                    yield mask, spelling
                at = record.find(sought, end) if end >= 0 else -1

    def _fitting(self, shape: MemberShape, builds: int, spelling: str, place: str) -> int:
        """Those of the builds whose member libbpf takes for one of this shape."""
        if not shape.kind:
            return builds
        theirs = self._shape(builds, spelling, place)
        if theirs.kind:
            return builds if fits(shape, theirs) else 0
        # A typedef that stands for one thing here and for another there.
        alone = (1 << bit for bit in range(builds.bit_length()) if builds >> bit & 1)
        return sum(bit for bit in alone if fits(shape, self._shape(bit, spelling, place)))

    def _shape(self, builds: int, spelling: str, place: str) -> MemberShape:
        def text(key: str) -> str | None:
            forms = {text for mask, text in self.lines(key) if mask & builds}
            return forms.pop() if len(forms) == 1 else None

        def size(enum: str) -> int | None:
            known = text(type_key(enum))
            return int(known) if known is not None and known.isdigit() else None

        return shape_of(spelling, lambda name: text(f"t {name}"), size, is_bit_field="." in place)

    def member_names(self, spelling: str) -> list[str]:
        """The members that a struct or union has itself on any build, in the order in which they are found."""
        names: dict[str, None] = {}
        for version in self.versions(self.record_key(spelling)):
            for line in self.record(version).split("\n")[1:]:
                _, text = self.file.read_line(line)
                name, _, kind = text.partition(" ")[2].partition(" ")
                if name and kind:
                    names[name] = None
        return list(names)

    def field_builds(self, spelling: str, path: str, shapes: Shapes = ()) -> list[Line]:
        """The builds that have a member, found through embedded structs, with the types that it has there.

        `shapes` are those of the members on the path, as a program declares them.
        """
        asked = spelling, path, shapes
        known = self._fields.get(asked)
        if known is None:
            key = self.record_key(spelling)
            steps = path.split(".")
            pairs = list(zip(steps, shapes or (UNKNOWN_SHAPE,) * len(steps), strict=True))
            known = self._fields[asked] = list(self._walk(key, pairs, -1, 0))
        return known

    def _walk(self, key: str, path: list[tuple[str, MemberShape]], builds: int, depth: int) -> Iterator[Line]:
        if depth > _MAX_PATH:
            return
        for length in range(1, len(path) + 1):
            name = ".".join(step for step, _ in path[:length])
            for mask, spelling in self.member(key, name, path[length - 1][1]):
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
        return bool(self.record(key)) or self.is_known_elsewhere(key)

    def is_known_elsewhere(self, key: str) -> bool:
        """Whether a kernel of another database has the name."""
        return self._known is not None and self._known.knows(key)

    def names(self, category: str) -> Iterator[str]:
        """All names of a category (`f`, see surface_rows.py), in order."""
        for key in self.file.keys(category):
            name = key[2:]
            if "#" not in name:
                yield name

    def lsm_hooks(self) -> tuple[str, ...]:
        """The LSM hooks that any kernel has. Looked for once, among all functions."""
        if self._lsm_hooks is None:
            functions = self.names("f")
            self._lsm_hooks = tuple(name.removeprefix(LSM) for name in functions if name.startswith(LSM))
        return self._lsm_hooks

    def knows_field(self, spelling: str, path: str) -> bool:
        """Whether any kernel has the member."""
        return bool(self.field_builds(spelling, path)) or (
            self._known is not None and self._known.knows_field(spelling, path)
        )

    def versions(self, key: str) -> Iterator[str]:
        """A key, and those of other structs of the same name."""
        number, version = 1, key
        while self.record(version):
            yield version
            number += 1
            version = f"{key}#{number}"

    def record_builds(self, key: str) -> int:
        """The builds that have a struct or union of this name, whatever its members, as bits."""
        having = 0
        for version in self.versions(key):
            for mask, _ in self.sizes(version):
                having |= mask
        return having

    def sizes(self, key: str) -> list[Line]:
        """The sizes of a record in bytes, without those of other structs of the same name: its first lines."""
        found: list[Line] = []
        record = self.record(key)
        start = 1 if record else 0
        while start:
            end = record.find("\n", start)
            mask, text = self.file.read_line(record[start : end if end >= 0 else len(record)])
            if not text or not is_size(text):
                break
            found.append((mask, text))
            start = end + 1
        return found


def type_key(spelling: str) -> str:
    """The key under which a type is kept."""
    word, _, tag = spelling.partition(" ")
    letters = {"struct": "s", "union": "u", "enum": "n"}
    return f"{letters[word]} {tag}" if word in letters and tag else f"t {spelling}"


def is_size(text: str) -> bool:
    """Whether a line of a record is its size, and not a member."""
    return " " not in text
