"""What one kernel has of the surface, with the doubt that several builds and unmeasured releases leave."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from bpflint.kernel.member_shape import Shapes
from bpflint.kernel.presence import Presence
from bpflint.kernel.surface_file import Line, SurfaceError
from bpflint.kernel.surface_lines import LSM, SurfaceLines, is_size, type_key
from bpflint.kernel.surface_rows import GENERATED
from bpflint.kernel.surface_types import Member, Record, Signature, parse_function_pointer, parse_signature

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
    without: Mapping[str, str]
    """Words in the names of what these builds were configured without, though the release has it, with the options."""

    def presence(self, having: int, name: str) -> Presence:
        if not having & self.every:
            return Presence.UNKNOWN if self.option_of(name) else Presence.ABSENT
        return Presence.PRESENT if having & self.main == self.main else Presence.UNKNOWN

    def option_of(self, name: str) -> str:
        """The option without which there is nothing of this name, if the builds do not set it; else ""."""
        words = re.split(r"[_.]", name.lower()) if self.without else ()
        return next((self.without[word] for word in words if word in self.without), "")


class SurfaceAt:
    """The surface of one kernel release, or of one particular kernel."""

    def __init__(
        self, lines: SurfaceLines, every_main: int, groups: tuple[Builds, ...], absence_is_known: bool = True
    ) -> None:
        """`groups` are the measured releases that decide: one, or two neighbours. `absence_is_known` is false for a
        kernel that may have more than its release."""
        self._lines = lines
        self._every_main = every_main
        self._groups = groups
        self._absence_is_known = absence_is_known
        self._struct_ops: dict[str, Answer[Record]] = {}
        """Types that were asked for: every member of one asks, and they have hundreds."""
        self._members: dict[tuple[str, str, Shapes], Answer[str]] = {}
        """Members that were asked for: of every program, and by whoever edits it again and again."""
        self._main = 0
        for each in groups:
            self._main |= each.main

    def doubting_absence(self) -> SurfaceAt:
        """The same for a kernel that may have more than its release: a vendor's."""
        return SurfaceAt(self._lines, self._every_main, self._groups, absence_is_known=False)

    def option_of(self, name: str) -> str:
        """The option without which there is nothing of this name, if the builds of this release, or of the last before
        it that was measured, do not set it; else ""."""
        return self._groups[0].option_of(name)

    # ------------------------------------------------------------------------------------------ functions and hooks

    def function(self, name: str) -> Answer[Signature]:
        """A function of the kernel: fentry, fexit and fmod_ret look for it."""
        return self._signatures(f"f {name}")

    def tracepoint(self, name: str) -> Answer[Signature]:
        """A tracepoint for tp_btf and raw_tp; its arguments are those that a program gets."""
        return self._signatures(f"p {name}")

    def lsm_hook(self, name: str) -> Answer[Signature]:
        """An LSM hook that programs may attach to (`file_open`)."""
        return self.function(f"{LSM}{name}")

    def lsm_hooks(self) -> tuple[str, ...]:
        """The LSM hooks of all known kernels, whether this one has them or not."""
        return self._lines.lsm_hooks()

    def iterator(self, target: str) -> Answer[Record]:
        """What a program of `SEC("iter/TARGET")` gets."""
        having = self._lines.having(f"f bpf_iter_{target}") & self._lines.record_builds(f"s bpf_iter__{target}")
        known = self._lines.knows(f"f bpf_iter_{target}") and self._lines.knows(f"s bpf_iter__{target}")
        presence = self._presence(having, known, target)
        return Answer(presence, self.record(f"struct bpf_iter__{target}").forms if having & self._main else ())

    def struct_ops(self, struct: str) -> Answer[Record]:
        """A struct_ops type of the kernel (`tcp_congestion_ops`)."""
        if struct not in self._struct_ops:
            self._struct_ops[struct] = self._find_struct_ops(struct)
        return self._struct_ops[struct]

    def _find_struct_ops(self, struct: str) -> Answer[Record]:
        key = f"s {struct}"
        having = self._lines.record_builds(f"s bpf_struct_ops_{struct}") & self._lines.record_builds(key)
        presence = self._presence(having, self._lines.knows(f"s bpf_struct_ops_{struct}"), struct)
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
        key = type_key(spelling)
        if key[0] in "su":
            having = self._lines.record_builds(key)
            sizes = {_number(text) for mask, text in self._lines.sizes(key) if mask & self._main}
            return Answer(self._presence(having, self._lines.knows(key), key[2:]), tuple(sorted(sizes)))
        having = self._lines.having(key)
        forms = {text for mask, text in self._lines.lines(key) if mask & self._main}
        sizes = {int(text) for text in forms if key[0] == "n" and text.isdigit()}
        return Answer(self._presence(having, self._lines.knows(key), key[2:]), tuple(sorted(sizes)))

    def is_only_declared(self, spelling: str) -> bool:
        """True if no build of this kernel has the members of a struct or union that its types name (`struct foo;`)."""
        having = self._lines.record_builds(type_key(spelling))
        return self._absence_is_known and not any(having & each.every for each in self._groups)

    def typedef(self, name: str) -> str | None:
        """What a typedef stands for; None where it is none, or stands for different types."""
        texts = {text for mask, text in self._lines.lines(f"t {name}") if mask & self._main}
        return texts.pop() if len(texts) == 1 else None

    def record(self, spelling: str) -> Answer[Record]:
        """A struct or union (`struct inode`, `atomic_t`) with its members, in every form that the builds give it."""
        forms: dict[Record, None] = {}
        having = 0
        for key in self._lines.versions(self._lines.record_key(spelling)):
            lines = self._lines.lines(key)
            having |= self._lines.record_builds(key)
            for bit in _bits(self._main):
                if form := _record_of(lines, bit):
                    forms[form] = None
        known = self._lines.knows(self._lines.record_key(spelling))
        return Answer(self._presence(having, known, spelling.rpartition(" ")[2]), tuple(forms))

    def field(self, spelling: str, path: str, shapes: Shapes = ()) -> Answer[str]:
        """A member by its path from a struct (`struct task_struct`, `mm`; `se.vruntime`), with its type.

        With `shapes`, one for each step of the path, only a member that libbpf takes for the declared one counts.
        Unknown where no kernel has it: nobody knows the struct, or it is a typing error. A kernel that lacks the struct
        lacks its members.
        """
        asked = spelling, path, shapes
        known = self._members.get(asked)
        if known is None:
            known = self._members[asked] = self._find_field(spelling, path, shapes)
        return known

    def _find_field(self, spelling: str, path: str, shapes: Shapes) -> Answer[str]:
        having = 0
        forms: dict[str, None] = {}
        for mask, text in self._lines.field_builds(spelling, path, shapes):
            having |= mask
            if mask & self._main:
                forms[text] = None
        known = having != 0 or self._lines.knows_field(spelling, path)
        return Answer(self._presence(having, known, f"{spelling.rpartition(' ')[2]}.{path}"), tuple(forms))

    def knows_field(self, spelling: str, path: str) -> bool:
        """Whether any kernel has the member."""
        return self._lines.knows_field(spelling, path)

    def enumerator(self, name: str, enum: str = "") -> Answer[int]:
        """A constant of an enum; of the one that is named, if any."""
        having = 0
        values: set[int] = set()
        known = False
        for mask, text in self._lines.lines(f"e {name}"):
            value, _, tag = text.partition(" ")
            if enum and tag != enum:
                continue
            known = True
            having |= mask
            if mask & self._main:
                values.add(_number(value))
        return Answer(
            self._presence(having, known or (not enum and self._lines.knows(f"e {name}")), name), tuple(sorted(values))
        )

    def variable(self, name: str) -> Answer[str]:
        """A variable that a `__ksym` with a type may name; only per-CPU ones are in every kernel's BTF."""
        key = f"v {name}"
        forms = tuple(dict.fromkeys(text for mask, text in self._lines.lines(key) if mask & self._main))
        return Answer(self._presence(self._lines.having(key), self._lines.knows(key), name), forms)

    # ------------------------------------------------------------------------------------------------------- inside

    def _signatures(self, key: str) -> Answer[Signature]:
        lines = self._lines.lines(key)
        texts = dict.fromkeys(text for mask, text in lines if mask & self._main)
        known = self._lines.knows(key) and not key[2:].startswith(GENERATED)
        return Answer(
            self._presence(self._lines.having(key), known, key[2:]),
            tuple(parse_signature(text, self.typedef) for text in texts),
        )

    def _presence(self, having: int, known: bool, name: str) -> Presence:
        if not known or (having and not having & self._every_main):
            return Presence.UNKNOWN  # some module may have it; and where another architecture does, few builds tell
        answers = {each.presence(having, name) for each in self._groups}
        presence = answers.pop() if len(answers) == 1 else Presence.UNKNOWN
        return Presence.UNKNOWN if presence is Presence.ABSENT and not self._absence_is_known else presence


def _record_of(lines: list[Line], bit: int) -> Record | None:
    size, offset = -1, 0
    members: list[Member] = []
    for mask, text in lines:
        if not mask & bit:
            continue
        if is_size(text):
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
