"""The kernel's surface: what a loader looks up in its BTF. Functions, types, tracepoints, hooks, kernel by kernel.

    surface = load_surface().at(Version(6, 12))
    surface.function("do_unlinkat").presence        # Presence.PRESENT
    surface.tracepoint("sched_switch").value        # its Signature, where all builds agree

Several builds were measured of a release. It has something if all its x86-64 builds have, and lacks it only if every
build does, also those of another architecture; otherwise nobody knows. A release between measured ones has what both
neighbours have, and lacks what both lack (0.25 % of that was wrong where it could be checked). What no build at all has
in its vmlinux may be in a module: unknown, everywhere.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar

from bpflint.base.compiled_rules import rules_directory
from bpflint.kernel.presence import Presence
from bpflint.kernel.surface_file import Line, SurfaceError, SurfaceFile
from bpflint.kernel.surface_rows import GENERATED
from bpflint.kernel.surface_types import (
    Member,
    Record,
    Signature,
    element_of,
    parse_function_pointer,
    parse_signature,
    resolve,
)
from bpflint.kernel.version import Version

FILE = "surface.bin"
"""The database among the rules."""
MAIN_ARCHITECTURE = "amd64"
_MAX_PATH = 32
_MAX_LINES = 200_000

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Answer(Generic[Value]):
    """What a kernel says: whether it has the thing, and every form that its builds give it.

    A release that nobody measured has the forms of both its neighbours.
    """

    presence: Presence
    forms: tuple[Value, ...] = ()

    @property
    def value(self) -> Value | None:
        """The one form that there is; None where there are several."""
        return self.forms[0] if len(self.forms) == 1 else None

    @property
    def is_present(self) -> bool:
        return self.presence is Presence.PRESENT

    @property
    def is_absent(self) -> bool:
        return self.presence is Presence.ABSENT


@dataclass(frozen=True, slots=True)
class Builds:
    """The builds of one release as bits: those of the main architecture, and all."""

    main: int
    every: int
    without: frozenset[str]
    """Words in the names of what these builds were configured without, though the release has it."""

    def presence(self, having: int, name: str) -> Presence:
        if not having & self.every:
            is_off = self.without and not self.without.isdisjoint(re.split(r"[_.]", name.lower()))
            return Presence.UNKNOWN if is_off else Presence.ABSENT
        return Presence.PRESENT if having & self.main == self.main else Presence.UNKNOWN


@lru_cache(maxsize=1)
def load_surface() -> Surface:
    """The database that comes with bpflint."""
    return Surface.open(rules_directory() / FILE)


def surface_of_profile(text: object, version: Version) -> SurfaceAt:
    """The surface of the kernel whose profile holds `text`; where it holds none, that of the release it stands on.

    A vendor's kernel may have more than its release, so then nothing is said to be absent.
    """
    if not isinstance(text, str):
        return load_surface().at(version).doubting_absence()
    return _decoded(text).at(version)


@lru_cache(maxsize=4)
def _decoded(text: str) -> Surface:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise SurfaceError("the profile's surface is not base64") from error
    return Surface(SurfaceFile.of_bytes(data), load_surface())


class Surface:
    """A database of builds. Questions are asked `at` a release."""

    def __init__(self, file: SurfaceFile, known: Surface | None = None) -> None:
        """`known` says what other kernels have in their vmlinux, where this database is that of a single one."""
        self.file = file
        self._known = known
        self._lines: dict[str, list[Line]] = {}
        self._members: dict[str, dict[str, list[Line]]] = {}
        self._fields: dict[tuple[str, str], list[Line]] = {}
        self._at: dict[Version, SurfaceAt] = {}
        builds: dict[Version, Builds] = {}
        try:
            for index, build in enumerate(file.builds):
                release = Version.parse(build["release"])
                before = builds.get(release, Builds(0, 0, frozenset()))
                main = 1 << index if build["arch"] == MAIN_ARCHITECTURE else 0
                without = before.without | set(build.get("without", "").split())
                builds[release] = Builds(before.main | main, before.every | 1 << index, without)
        except ValueError as error:
            raise SurfaceError(f"the surface database is damaged: {error}") from error
        self.releases: Mapping[Version, Builds] = {
            release: Builds(each.main or each.every, each.every, each.without)
            for release, each in sorted(builds.items())
        }
        """The releases that were measured, ascending."""
        self.main = 0
        """The builds of the main architecture."""
        for each in self.releases.values():
            self.main |= each.main

    @classmethod
    def open(cls, path: Path) -> Surface:
        """Raises SurfaceError or OSError."""
        return cls(SurfaceFile.open(path))

    def at(self, version: Version) -> SurfaceAt:
        """What a release has. One outside of those measured is taken to be as the nearest."""
        if version not in self._at:
            measured = list(self.releases)
            low = max((each for each in measured if each <= version), default=measured[0])
            high = min((each for each in measured if each >= version), default=measured[-1])
            self._at[version] = SurfaceAt(self, tuple(self.releases[each] for each in dict.fromkeys((low, high))))
        return self._at[version]

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
            for version in _versions(key, self):
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
            key = self._record_key(spelling)
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
                    yield from self._walk(self._record_key(element_of(spelling)), path[length:], mask, depth + 1)

    def _record_key(self, spelling: str) -> str:
        """Where the members of a type are; typedefs are looked through, as the newest build has them."""

        def typedef(name: str) -> str | None:
            return max(self.lines(f"t {name}"), default=(0, None))[1]

        resolved = resolve(spelling, typedef)
        if " typedef " in resolved:
            return f"a {resolved.rpartition(' ')[2]}"
        return _type_key(resolved)

    def having(self, key: str) -> int:
        """The builds that have a name, as bits."""
        having = 0
        for mask, _ in self.lines(key):
            having |= mask
        return having

    def knows(self, key: str) -> bool:
        """Whether any kernel has the name in its vmlinux."""
        return bool(self.lines(key)) or (self._known is not None and self._known.knows(key))

    def names(self, category: str) -> Iterator[str]:
        """All names of a category (`f`, see surface_rows.py), in order."""
        for key in self.file.keys(category):
            name = key[2:]
            if "#" not in name:
                yield name


class SurfaceAt:
    """The surface of one kernel release, or of one particular kernel."""

    def __init__(self, surface: Surface, groups: tuple[Builds, ...], absence_is_known: bool = True) -> None:
        """`groups` are the measured releases that decide: one, or two neighbours. `absence_is_known` is false for a
        kernel that may have more than its release."""
        self.surface = surface
        self._groups = groups
        self._absence_is_known = absence_is_known
        self._struct_ops: dict[str, Answer[Record]] = {}
        """Types that were asked for: every member of one asks, and they have hundreds."""
        self._main = 0
        for each in groups:
            self._main |= each.main

    def doubting_absence(self) -> SurfaceAt:
        """The same for a kernel that may have more than its release: a vendor's."""
        return SurfaceAt(self.surface, self._groups, absence_is_known=False)

    # ------------------------------------------------------------------------------------------ functions and hooks

    def function(self, name: str) -> Answer[Signature]:
        """A function of the kernel: fentry, fexit and fmod_ret look for it."""
        return self._signatures(f"f {name}")

    def tracepoint(self, name: str) -> Answer[Signature]:
        """A tracepoint for tp_btf and raw_tp; its arguments are those that a program gets."""
        return self._signatures(f"p {name}")

    def lsm_hook(self, name: str) -> Answer[Signature]:
        """An LSM hook that programs may attach to (`file_open`)."""
        return self.function(f"bpf_lsm_{name}")

    def iterator(self, target: str) -> Answer[Record]:
        """What a program of `SEC("iter/TARGET")` gets."""
        having = self.surface.having(f"f bpf_iter_{target}") & self._record_builds(f"s bpf_iter__{target}")
        known = self.surface.knows(f"f bpf_iter_{target}") and self.surface.knows(f"s bpf_iter__{target}")
        presence = self._presence(having, known, target)
        return Answer(presence, self.record(f"struct bpf_iter__{target}").forms if having & self._main else ())

    def struct_ops(self, struct: str) -> Answer[Record]:
        """A struct_ops type of the kernel (`tcp_congestion_ops`)."""
        if struct not in self._struct_ops:
            self._struct_ops[struct] = self._find_struct_ops(struct)
        return self._struct_ops[struct]

    def _find_struct_ops(self, struct: str) -> Answer[Record]:
        key = f"s {struct}"
        having = self._record_builds(f"s bpf_struct_ops_{struct}") & self._record_builds(key)
        presence = self._presence(having, self.surface.knows(f"s bpf_struct_ops_{struct}"), struct)
        return Answer(presence, self.record(f"struct {struct}").forms if having & self._main else ())

    def struct_ops_member(self, struct: str, member: str) -> Answer[Signature]:
        """A member of a struct_ops type. Data members have no form; names of arguments come from the kernel's stubs."""
        answer = self.field(f"struct {struct}", member)
        stub = self.function(f"{struct}__{member}").value
        forms: list[Signature] = []
        for each in answer.forms:
            text = parse_function_pointer(each)
            if text is None:
                continue
            form = parse_signature(text, self.typedef)
            same = stub is not None and [a.type for a in stub.arguments] == [a.type for a in form.arguments]
            forms.append(stub if same and stub is not None else form)
        return Answer(answer.presence, tuple(dict.fromkeys(forms)))

    # ----------------------------------------------------------------------------------------------- types and data

    def type(self, spelling: str) -> Answer[int]:
        """A type by its spelling (`struct inode`, `enum bpf_cmd`, `u64`), with its size in bytes where it has one."""
        key = _type_key(spelling)
        if key[0] in "su":
            having = self._record_builds(key)
            sizes = {int(text) for mask, text in self.surface.lines(key) if _is_size(text) and mask & self._main}
            return Answer(self._presence(having, self.surface.knows(key), key[2:]), tuple(sorted(sizes)))
        having = self.surface.having(key)
        forms = {text for mask, text in self.surface.lines(key) if mask & self._main}
        sizes = {int(text) for text in forms if key[0] == "n" and text.isdigit()}
        return Answer(self._presence(having, self.surface.knows(key), key[2:]), tuple(sorted(sizes)))

    def typedef(self, name: str) -> str | None:
        """What a typedef stands for; None where it is none, or stands for different types."""
        texts = {text for mask, text in self.surface.lines(f"t {name}") if mask & self._main}
        return texts.pop() if len(texts) == 1 else None

    def record(self, spelling: str) -> Answer[Record]:
        """A struct or union (`struct inode`, `atomic_t`) with its members, in every form that the builds give it."""
        forms: dict[Record, None] = {}
        having = 0
        for key in _versions(self.surface._record_key(spelling), self.surface):
            lines = self.surface.lines(key)
            having |= self._record_builds(key)
            for bit in _bits(self._main):
                if form := _record_of(lines, bit):
                    forms[form] = None
        known = self.surface.knows(self.surface._record_key(spelling))
        return Answer(self._presence(having, known, spelling.rpartition(" ")[2]), tuple(forms))

    def field(self, spelling: str, path: str) -> Answer[str]:
        """A member by its path from a struct (`struct task_struct`, `mm`; `se.vruntime`), with its type.

        Unknown where no kernel has it: nobody knows the struct, or it is a typing error. A kernel that lacks the struct
        lacks its members.
        """
        having = 0
        forms: dict[str, None] = {}
        for mask, text in self.surface.field_builds(spelling, path):
            having |= mask
            if mask & self._main:
                forms[text] = None
        known = having != 0 or self._known_elsewhere(spelling, path)
        return Answer(self._presence(having, known, f"{spelling.rpartition(' ')[2]}.{path}"), tuple(forms))

    def knows_field(self, spelling: str, path: str) -> bool:
        """Whether any kernel has the member."""
        return bool(self.surface.field_builds(spelling, path)) or self._known_elsewhere(spelling, path)

    def _known_elsewhere(self, spelling: str, path: str) -> bool:
        return self.surface._known is not None and bool(self.surface._known.field_builds(spelling, path))

    def enumerator(self, name: str, enum: str = "") -> Answer[int]:
        """A constant of an enum; of the one that is named, if any."""
        having = 0
        values: set[int] = set()
        known = False
        for mask, text in self.surface.lines(f"e {name}"):
            value, _, tag = text.partition(" ")
            if enum and tag != enum:
                continue
            known = True
            having |= mask
            if mask & self._main:
                values.add(_number(value))
        return Answer(self._presence(having, known or self._elsewhere(f"e {name}"), name), tuple(sorted(values)))

    def variable(self, name: str) -> Answer[str]:
        """A variable that a `__ksym` with a type may name; only per-CPU ones are in every kernel's BTF."""
        key = f"v {name}"
        forms = tuple(dict.fromkeys(text for mask, text in self.surface.lines(key) if mask & self._main))
        return Answer(self._presence(self.surface.having(key), self.surface.knows(key), name), forms)

    # ------------------------------------------------------------------------------------------------------- inside

    def _signatures(self, key: str) -> Answer[Signature]:
        lines = self.surface.lines(key)
        texts = dict.fromkeys(text for mask, text in lines if mask & self._main)
        known = self.surface.knows(key) and not key[2:].startswith(GENERATED)
        return Answer(
            self._presence(self.surface.having(key), known, key[2:]),
            tuple(parse_signature(text, self.typedef) for text in texts),
        )

    def _presence(self, having: int, known: bool, name: str) -> Presence:
        if not known or (having and not having & self.surface.main):
            return Presence.UNKNOWN  # some module may have it; and where another architecture does, few builds tell
        answers = {each.presence(having, name) for each in self._groups}
        presence = answers.pop() if len(answers) == 1 else Presence.UNKNOWN
        return Presence.UNKNOWN if presence is Presence.ABSENT and not self._absence_is_known else presence

    def _elsewhere(self, key: str) -> bool:
        return self.surface._known is not None and self.surface._known.knows(key)

    def _record_builds(self, key: str) -> int:
        having = 0
        for version in _versions(key, self.surface):
            for mask, text in self.surface.lines(version):
                if _is_size(text):
                    having |= mask
        return having


def _type_key(spelling: str) -> str:
    word, _, tag = spelling.partition(" ")
    letters = {"struct": "s", "union": "u", "enum": "n"}
    return f"{letters[word]} {tag}" if word in letters and tag else f"t {spelling}"


def _versions(key: str, surface: Surface) -> Iterator[str]:
    """A key, and those of other structs of the same name."""
    number, version = 1, key
    while surface.lines(version):
        yield version
        number += 1
        version = f"{key}#{number}"


def _is_size(text: str) -> bool:
    return " " not in text


def _record_of(lines: list[Line], bit: int) -> Record | None:
    size, offset = -1, 0
    members: list[Member] = []
    for mask, text in lines:
        if not mask & bit:
            continue
        if _is_size(text):
            size = _number(text)
            continue
        place, _, rest = text.partition(" ")
        name, _, spelling = rest.partition(" ")
        offset += _number(place.partition(".")[0])
        members.append(Member(name, spelling, offset, _bit_width(place)))
    return Record(size, tuple(members)) if size >= 0 else None


def _bit_width(place: str) -> int:
    bits = place.partition(".")[2]
    return _number(bits) if bits else 0


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise SurfaceError("the surface database is damaged: a number is expected") from None


def _bits(mask: int) -> Iterator[int]:
    while mask:
        yield mask & -mask
        mask &= mask - 1
