"""Reads the rows of the surface database out of one kernel's BTF: what a loader looks up there, as text.

A row's key is a letter for its category and a name (`s task_struct`), its value says what the kernel has under that
name. bpflint/kernel/surface_at.py knows what the values mean. Names that occur twice have two rows.

The BTF may be anybody's: what is nested without end or too much raises BtfError.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.kernel.btf import Btf, Kind
from bpflint.kernel.btf_c import declare
from bpflint.kernel.btf_header import BtfError

Row = tuple[str, str]

MAX_NAME = 512
"""The kernel's symbols end there."""
_MAX_FIELDS = 20_000  # of one struct, those of the anonymous ones inside counted
_MAX_NESTING = 16
_MAX_ROWS = 2_000_000  # a vmlinux has 150,000
_MAX_VALUE = 1 << 20

_TRACEPOINT = "btf_trace_"
_TRACEPOINT_NAMES = ("__bpf_trace_", "__traceiter_")
"""Functions whose parameters have the names that a tracepoint's type has not."""
GENERATED = (
    "__bpf_trace_",
    "__traceiter_",
    "__probestub_",
    "perf_trace_",
    "trace_event_raw_event_",
    "trace_raw_output_",
)
"""Functions that every tracepoint brings, which nobody attaches to. They are left out."""


def rows_of(types: Btf) -> Iterator[Row]:
    """Every row of a kernel. Raises BtfError where the BTF is damaged."""
    for count, row in enumerate(_Reader(types).rows()):
        if count > _MAX_ROWS:
            raise BtfError(f"more than {_MAX_ROWS} names are too many to be true")
        key, value = row
        if len(key) <= MAX_NAME and len(value) <= _MAX_VALUE and _is_plain(key) and _is_plain(value):
            yield row


def _is_plain(text: str) -> bool:
    """Names of functions in Rust and other oddities may hold anything; only what the file can hold is kept."""
    return "\0" not in text and (text.isprintable() or all(each.isprintable() or each == "\n" for each in text))


class _Reader:
    def __init__(self, types: Btf) -> None:
        self._types = types
        self._texts: dict[int, str] = {}
        self._functions: dict[str, int] = {}

    def rows(self) -> Iterator[Row]:
        types = self._types
        self._functions = types.functions
        for found in types.types():
            name = found.name
            if not name or " " in name:
                continue
            match found.kind:
                case Kind.FUNC if not name.startswith(GENERATED):
                    yield f"f {name}", self._signature(found.target)
                case Kind.STRUCT | Kind.UNION:
                    yield f"{'s' if found.kind == Kind.STRUCT else 'u'} {name}", self._record(found.id, found.size)
                case Kind.ENUM | Kind.ENUM64:
                    yield f"n {name}", str(found.size)
                case Kind.VAR:
                    yield f"v {name}", self._text(found.target)
                case Kind.TYPEDEF:
                    yield from self._typedef(name, found.target)
            if found.kind in (Kind.ENUM, Kind.ENUM64):
                yield from self._enumerators(found.id, name)
        for type_id in types.ids_of(Kind.ENUM, Kind.ENUM64):
            if not types.name(type_id):
                yield from self._enumerators(type_id, "")

    def _enumerators(self, type_id: int, name: str) -> Iterator[Row]:
        for each in self._types.enumerators(type_id):
            yield f"e {each.name}", f"{each.value} {name}"

    def _typedef(self, name: str, target: int) -> Iterator[Row]:
        types = self._types
        if name.startswith(_TRACEPOINT):
            pointer = types.resolve(target)
            if pointer.kind == Kind.PTR and types.kind(pointer.target) == Kind.FUNC_PROTO:
                yield f"p {name.removeprefix(_TRACEPOINT)}", self._tracepoint(name, pointer.target)
                return
        aim = types.type(target)
        yield f"t {name}", self._text(target)
        if aim.kind in (Kind.STRUCT, Kind.UNION) and not aim.name:
            yield f"a {name}", self._record(target, aim.size)

    def _tracepoint(self, name: str, prototype: int) -> str:
        """The arguments, without the first one that is the kernel's own."""
        for prefix in _TRACEPOINT_NAMES:
            function = self._functions.get(prefix + name.removeprefix(_TRACEPOINT))
            if function is not None:
                named = self._types.type(function).target
                if len(self._types.parameters(named)) == len(self._types.parameters(prototype)):
                    prototype = named
                    break
        _, *arguments = self._signature(prototype).split("|")
        return "|".join(["void", *arguments[1:]])

    def _signature(self, prototype: int) -> str:
        """`int|struct task_struct *:task|...`: the result, then every parameter with its name."""
        types = self._types
        if types.kind(prototype) != Kind.FUNC_PROTO:
            raise BtfError(f"type {prototype} is no prototype")
        parts = [self._text(types.type(prototype).target)]
        parameters = types.parameters(prototype)
        for index, each in enumerate(parameters):
            variadic = each.type_id == 0 and index == len(parameters) - 1
            parts.append("..." if variadic else f"{self._text(each.type_id)}:{each.name}")
        return "|".join(parts)

    def _record(self, type_id: int, size: int) -> str:
        fields: list[str] = []
        self._collect(type_id, "", 0, fields, 0)
        return "\n".join([str(size), *_relative(fields)])

    def _collect(self, type_id: int, prefix: str, start: int, into: list[str], depth: int) -> None:
        """Appends `OFFSET.BITS PATH TYPE` of every member; those of an anonymous struct belong to the one around it.

        So do those of a struct with a tag, if the member has no name (`struct __filename_head;`), as CO-RE takes it.
        """
        types = self._types
        if depth > _MAX_NESTING or len(into) > _MAX_FIELDS:
            raise BtfError(f"type {type_id} is nested too deeply, or has too many members")
        for member in types.members(type_id):
            offset = start + member.bit_offset
            inner = types.type(member.type_id)
            while inner.kind in (Kind.ARRAY, Kind.CONST, Kind.VOLATILE):
                inner = types.type(types.array_of(inner.id)[0] if inner.kind == Kind.ARRAY else inner.target)
            anonymous = inner.kind in (Kind.STRUCT, Kind.UNION) and not (inner.name and member.name)
            path = prefix + member.name
            if member.name:
                into.append(f"{offset}.{member.bits} {path} {self._text(member.type_id)}")
            if anonymous:
                self._collect(inner.id, f"{path}." if member.name else prefix, offset, into, depth + 1)

    def _text(self, type_id: int) -> str:
        known = self._texts.get(type_id)
        if known is None:
            known = self._texts[type_id] = declare(self._types, type_id)
        return known


def _relative(fields: list[str]) -> Iterator[str]:
    """The fields with offsets from the field before: when a struct grows in front, the rest looks as it did."""
    before = 0
    for text in fields:
        place, _, rest = text.partition(" ")
        offset, _, bits = place.partition(".")
        step = int(offset) - before
        before = int(offset)
        yield f"{step}{'.' + bits if bits != '0' else ''} {rest}"
