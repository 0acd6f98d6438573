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
_Field = tuple[int, int, str]
"""Offset in bits, width of a bit-field, path and type."""

MAX_NAME = 512
"""The kernel's symbols end there."""
_MAX_FIELDS = 20_000  # of one struct, those of the anonymous ones inside counted
_MAX_NESTING = 16
_MAX_ROWS = 2_000_000  # a vmlinux has 150,000
_MAX_VALUE = 1 << 20

_NAMED = (Kind.FUNC, Kind.STRUCT, Kind.UNION, Kind.ENUM, Kind.ENUM64, Kind.VAR, Kind.TYPEDEF)
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
    return text.isprintable() or text.replace("\n", "").isprintable()


class _Reader:
    def __init__(self, types: Btf) -> None:
        self._types = types
        self._texts: dict[int, str] = {}
        self._records: dict[int, tuple[int, bool]] = {}
        self._signatures: dict[int, str] = {}
        self._functions: dict[str, int] = {}

    def rows(self) -> Iterator[Row]:
        types = self._types
        self._functions = types.functions
        for type_id in types.ids_of(*_NAMED):
            name, kind = types.name(type_id), types.kind(type_id)
            if not name or " " in name:
                continue
            match kind:
                case Kind.FUNC if not name.startswith(GENERATED):
                    yield f"f {name}", self._signature(types.target(type_id))
                case Kind.STRUCT | Kind.UNION:
                    yield f"{'s' if kind == Kind.STRUCT else 'u'} {name}", self._record(type_id)
                case Kind.ENUM | Kind.ENUM64:
                    yield f"n {name}", str(types.type(type_id).size)
                    yield from self._enumerators(type_id, name)
                case Kind.VAR:
                    yield f"v {name}", self._text(types.target(type_id))
                case Kind.TYPEDEF:
                    yield from self._typedef(name, types.target(type_id))
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
            yield f"a {name}", self._record(target)

    def _tracepoint(self, name: str, prototype: int) -> str:
        """The arguments, without the first one that is the kernel's own."""
        for prefix in _TRACEPOINT_NAMES:
            function = self._functions.get(prefix + name.removeprefix(_TRACEPOINT))
            if function is not None:
                named = self._types.target(function)
                if len(self._types.parameters(named)) == len(self._types.parameters(prototype)):
                    prototype = named
                    break
        _, *arguments = self._signature(prototype).split("|")
        return "|".join(["void", *arguments[1:]])

    def _signature(self, prototype: int) -> str:
        """`int|struct task_struct *:task|...`: the result, then every parameter with its name."""
        known = self._signatures.get(prototype)
        if known is None:
            known = self._signatures[prototype] = self._read_signature(prototype)
        return known

    def _read_signature(self, prototype: int) -> str:
        types = self._types
        if types.kind(prototype) != Kind.FUNC_PROTO:
            raise BtfError(f"type {prototype} is no prototype")
        parts = [self._text(types.target(prototype))]
        parameters = types.parameters(prototype)
        for index, each in enumerate(parameters):
            variadic = each.type_id == 0 and index == len(parameters) - 1
            parts.append("..." if variadic else f"{self._text(each.type_id)}:{each.name}")
        return "|".join(parts)

    def _record(self, type_id: int) -> str:
        fields: list[_Field] = []
        self._collect(type_id, "", 0, fields, 0)
        return "\n".join([str(self._types.type(type_id).size), *_relative(fields)])

    def _collect(self, type_id: int, prefix: str, start: int, into: list[_Field], depth: int) -> None:
        """Appends every member; those of an anonymous struct belong to the one around it.

        So do those of a struct with a tag, if the member has no name (`struct __filename_head;`), as CO-RE takes it.
        """
        if depth > _MAX_NESTING or len(into) > _MAX_FIELDS:
            raise BtfError(f"type {type_id} is nested too deeply, or has too many members")
        for member in self._types.members(type_id):
            offset = start + member.bit_offset
            record, tagged = self._record_in(member.type_id)
            path = prefix + member.name
            if member.name:
                into.append((offset, member.bits, f"{path} {self._text(member.type_id)}"))
            if record and not (tagged and member.name):
                self._collect(record, f"{path}." if member.name else prefix, offset, into, depth + 1)

    def _record_in(self, type_id: int) -> tuple[int, bool]:
        """The struct or union that a member is one or an array of, 0 for none; and whether it has a tag."""
        known = self._records.get(type_id)
        if known is None:
            types, inner = self._types, type_id
            while (kind := types.kind(inner)) in (Kind.ARRAY, Kind.CONST, Kind.VOLATILE):
                inner = types.array_of(inner)[0] if kind == Kind.ARRAY else types.target(inner)
            is_record = kind in (Kind.STRUCT, Kind.UNION)
            known = self._records[type_id] = (inner, bool(types.name(inner))) if is_record else (0, False)
        return known

    def _text(self, type_id: int) -> str:
        known = self._texts.get(type_id)
        if known is None:
            known = self._texts[type_id] = declare(self._types, type_id)
        return known


def _relative(fields: list[_Field]) -> Iterator[str]:
    """`OFFSET.BITS PATH TYPE`, offsets from the field before: when a struct grows in front, the rest stays the same."""
    before = 0
    for offset, bits, rest in fields:
        yield f"{offset - before}.{bits} {rest}" if bits else f"{offset - before} {rest}"
        before = offset
