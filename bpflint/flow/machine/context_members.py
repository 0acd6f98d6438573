"""Which members of its context a program may read and write, at once or in parts.

Source: rules/context_access.yaml. What is not named there may be anything.
"""

from __future__ import annotations

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.packet_room import ENDS
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Pointer
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.hook_arguments import hook_argument
from bpflint.flow.machine.witnesses import reach_of_distance
from bpflint.kernel.bpf_machine import REGISTER
from bpflint.kernel.context_access import Parts, Place
from bpflint.kernel.program_contexts import context_structs, is_context
from bpflint.kernel.verifier_change import Change
from bpflint.libbpf.ksym import essential_name
from bpflint.source.control_flow import Function
from bpflint.source.types import Kind, Type

_SOCKETS = ("bpf_sock", "bpf_tcp_sock", "bpf_xdp_sock")
_PACKET = frozenset({*ENDS, *ENDS.values()})
_WIDTHS = (1, 2, 4, 8)
"""Bytes that one instruction reads or writes."""
_ARGUMENTS = ("BPF_PROG_TYPE_TRACING", "BPF_PROG_TYPE_LSM", "BPF_PROG_TYPE_STRUCT_OPS")
"""Programs whose context is an array of arguments, each of which takes a register."""
SYSCALL = "BPF_PROG_TYPE_SYSCALL"
"""Programs whose context is memory that they may write, too."""


def check(engine: Machine, state: State, pointer: Pointer, span: Span, name: str, *, write: bool) -> None:
    """Reports a member that programs of this kind may not read, or write."""
    access = engine.kernel.facts.store.context_access
    rules = access.rules(engine.kind) if engine.kind is not None else None
    if rules is None:
        return
    record, _, member = pointer.field.partition(".")
    struct, name = essential_name(record), name.removeprefix("&")
    refused = not (access.may_write if write else access.may_read)(rules, struct, member)
    # Kernels are asked last: those that answer unlike others have to be walked apart.
    if not refused or (rules.until and engine.has(Change(rules.until))):
        return
    if write:
        writable = ", ".join(rules.writable) or "nothing"
        engine.report(state, Case.CONTEXT_WRITTEN, span, subject=name, writable=writable)
    else:
        engine.report(state, Case.CONTEXT_READ, span, subject=name, struct=struct)


def check_socket(
    engine: Machine, state: State, pointer: Pointer, span: Span, width: int, name: str, *, sure: bool
) -> None:
    """Reports a read of a part of a socket that is not read alone; the kernel shows programs a socket of its own form.

    Source: bpf_sock_is_valid_access(), bpf_tcp_sock_is_valid_access() and bpf_xdp_sock_is_valid_access() in
    net/core/filter.c.
    """
    record, offset = pointer.region.type, pointer.offset
    if record is None or record.name not in _SOCKETS or offset is None:
        return
    parts, place = engine.kernel.facts.store.context_access.parts[record.name], place_at(record, offset)
    is_behind = width > 0 and offset + width > max(parts.size, record.size)
    if not is_behind and (place is None or width not in _WIDTHS):
        return
    if not is_behind and place is not None and parts.may_access(place, offset, width, write=False):
        return
    if is_behind or place is None or not _is_own(pointer, record):
        # Where members of other structs lie is a matter of the kernel, as long as it is before the end of this one.
        more = {"subject": name.removeprefix("&"), "struct": record.name, "offset": str(offset), "width": _bytes(width)}
        about = (pointer.life, pointer.null)
        engine.report(state, Case.SOCKET_MISTAKEN, span, about=about, sure=sure and is_behind, parts=more)
        return
    engine.report(
        state,
        Case.SOCKET_READ_IN_PART,
        span,
        about=(pointer.life, pointer.null),
        sure=sure,
        subject=name.removeprefix("&"),
        member=place.member,
        struct=record.name,
        element=_bytes(place.element),
        width=_bytes(width),
    )


def check_part(
    engine: Machine,
    state: State,
    pointer: Pointer,
    span: Span,
    width: int,
    name: str,
    *,
    write: bool,
    sure: bool = True,
) -> None:
    """Reports an access of `width` bytes to a part that is not accessed alone, or to several members at once.

    `sure` is False where the compiler may make one access of several.
    """
    record = state.type_of(pointer.region)
    if width not in _WIDTHS:
        return
    offset, name = pointer.offset, name.removeprefix("&")
    parts = parts_of(engine, record)
    if parts is None and offset is not None and _is_behind(engine, record, offset, width):
        engine.report(state, Case.CONTEXT_EXCEEDED, span, subject=name)
        return
    if offset is None:
        _check_varying(engine, state, pointer, span, name)
        return
    if parts is None and (struct := _mistaken(engine, record, offset, width, write=write)):
        more = {"subject": name, "struct": struct, "offset": str(offset), "width": _bytes(width)}
        engine.report(state, Case.CONTEXT_MISTAKEN, span, sure=sure, parts=more)
        return
    if parts is None and not write and (taken := _packet_taken(engine, record, offset)):
        struct, member = taken
        more = {"subject": name, "struct": struct, "member": member}
        engine.report(state, Case.PACKET_TAKEN_FOR_NUMBER, span, sure=False, parts=more)
    if _is_outside(engine, parts, record, offset, width, write=write):
        engine.report(state, Case.CONTEXT_EXCEEDED, span, subject=name)
        return
    if record is None and not write and _is_part_of_argument(engine, offset, width):
        parts_said = {"subject": name, "offset": str(offset), "width": _bytes(width)}
        engine.report(state, Case.ARGUMENT_READ_IN_PART, span, sure=sure, parts=parts_said)
        return
    if _is_misaligned(engine, pointer, offset, width):
        engine.report(
            state, Case.CONTEXT_MISALIGNED, span, sure=sure, subject=name, offset=str(offset), width=_bytes(width)
        )
        return
    place = place_at(record, offset) if record is not None and _is_own(pointer, record) else None
    if parts is None or place is None or parts.may_access(place, offset, width, write=write):
        return
    if write and place.member in parts.first and place.at:
        engine.report(state, Case.CONTEXT_WRITTEN, span, subject=name, writable=f"{place.member}[0]")
        return
    engine.report(
        state,
        Case.CONTEXT_WRITTEN_IN_PART if write else Case.CONTEXT_READ_IN_PART,
        span,
        sure=sure,
        subject=name,
        member=place.member,
        struct=essential_name(record.name) if record is not None else "",
        element=_bytes(place.element),
        width=_bytes(width),
    )


def _bytes(number: int) -> str:
    return "1 byte" if number == 1 else f"{number} bytes"


def parts_of(engine: Machine, record: Type | None) -> Parts | None:
    """How members are accessed if this is the context of such programs."""
    if record is None or not record.complete:
        return None
    struct = essential_name(record.name)
    if struct not in (context_structs(engine.type) or ()):
        return None
    return engine.kernel.facts.store.context_access.parts.get(struct)


def takes_other_context(engine: Machine, function: Function) -> bool:
    """True for a program that takes its context, a struct of its own, for something else."""
    target = function.params[0].type.target if function.params else None
    if target is None or target.kind is Kind.VOID or not _structs_of(engine):
        return False
    return not target.is_record or not is_context(engine.type, essential_name(target.name))


def _structs_of(engine: Machine) -> list[Parts]:
    """What is known of the struct that the context of such programs is."""
    known = engine.kernel.facts.store.context_access.parts
    return [known[struct] for struct in context_structs(engine.type) or () if struct in known]


def is_foreign(engine: Machine, record: Type | None) -> bool:
    """True for a context that the source takes for another struct than it is."""
    if record is not None and is_context(engine.type, essential_name(record.name)):
        return False
    return bool(_structs_of(engine))


def given_place(engine: Machine, offset: int) -> tuple[str, Place] | None:
    """The struct that the context really is, and what lies at an offset; None where nobody knows."""
    known = engine.kernel.facts.store.context_access.parts
    names = [struct for struct in context_structs(engine.type) or () if struct in known]
    record = engine.unit.find_type(f"struct {names[0]}") if len(names) == 1 else None
    place = place_at(record, offset) if record is not None and record.complete else None
    return (names[0], place) if place is not None else None


def _is_behind(engine: Machine, record: Type | None, offset: int, width: int) -> bool:
    """True for bytes that no member has of what the context really is, where it is taken for another struct."""
    structs = _structs_of(engine) if is_foreign(engine, record) else []
    return bool(structs) and all(offset < 0 or offset + width > parts.size for parts in structs)


def _mistaken(engine: Machine, record: Type | None, offset: int, width: int, *, write: bool) -> str:
    """What the context really is, where none of its members takes the access; "" where one may."""
    access = engine.kernel.facts.store.context_access
    structs = [struct for struct in context_structs(engine.type) or () if struct in access.parts]
    if engine.kind is None or (record is not None and is_context(engine.type, essential_name(record.name))):
        return ""
    rules = access.rules(engine.kind)
    for struct in structs:
        real, parts = engine.unit.find_type(f"struct {struct}"), access.parts[struct]
        place = place_at(real, offset) if real is not None and real.complete else None
        if place is None or rules is None or rules.until:
            return ""
        is_open = (access.may_write if write else access.may_read)(rules, struct, place.member)
        if is_open and parts.may_access(place, offset, width, write=write):
            return ""
    return next(iter(structs), "")


def _packet_taken(engine: Machine, record: Type | None, offset: int) -> tuple[str, str] | None:
    """The struct that the context really is and its member of the packet's, where the source names another member."""
    mine = place_at(record, offset) if record is not None and is_foreign(engine, record) else None
    given = given_place(engine, offset) if mine is not None else None
    if mine is None or given is None or given[1].member not in _PACKET or mine.member in _PACKET:
        return None
    return given[0], given[1].member


def _is_own(pointer: Pointer, record: Type) -> bool:
    """True unless it is accessed as another struct, of which compilers may access members byte by byte."""
    struct = pointer.field.partition(".")[0]
    return not struct or struct == record.name or _is_inside(record, struct)


def _is_inside(record: Type, struct: str) -> bool:
    return any(each.type.is_record and each.type.name == struct for each in record.fields)


def _is_outside(
    engine: Machine, parts: Parts | None, record: Type | None, offset: int, width: int, *, write: bool
) -> bool:
    if parts is not None and record is not None:
        return offset < 0 or offset + width > max(parts.size, record.size)
    extent = engine.kernel.facts.store.context_access.extents.get(engine.type)
    is_asked = not write or engine.type == SYSCALL  # what is never written is told as that
    return extent is not None and is_asked and extent.lacks(offset, width)


def _is_part_of_argument(engine: Machine, offset: int, width: int) -> bool:
    """True for what does not begin where an argument of the hook does, and for a part of a pointer.

    Source: btf_ctx_access() in kernel/bpf/btf.c.
    """
    kind = engine.kind
    if kind is None or kind.type not in _ARGUMENTS or "ITER" in (kind.attach or "") or engine.root.role != "program":
        return False
    if offset % REGISTER:
        return True
    known = hook_argument(engine.kernel, kind, offset // REGISTER) if width < REGISTER else None
    return known is not None and bool(known.struct) and engine.has(Change.POINTERS_READ_WHOLE)


def is_memory_throughout(engine: Machine) -> bool:
    """True where the context is memory from any of its bytes on, known or not, which helpers take too."""
    return engine.type == SYSCALL and engine.has(Change.SYSCALL_CONTEXTS_ARE_MEMORY)


def _is_misaligned(engine: Machine, pointer: Pointer, offset: int, width: int) -> bool:
    """True for bytes of a plain context that begin at no multiple of their size.

    Of members compilers know how they are aligned, and access what is packed byte by byte.
    """
    if not offset % width or pointer.field or engine.type not in engine.kernel.facts.store.context_access.extents:
        return False
    return not is_memory_throughout(engine)


def _check_varying(engine: Machine, state: State, pointer: Pointer, span: Span, name: str) -> None:
    """Reports an access to what an unknown number picks.

    In loops, compilers may know which it is each time: no path is certain any more where the walk forgets that.
    """
    if pointer.distance is None:
        return
    reach = reach_of_distance(engine, state, pointer.distance)
    if reach is None or reach.low == reach.high:
        return
    if not is_memory_throughout(engine):
        engine.report(state, Case.CONTEXT_AT_VARYING_OFFSET, span, key="index", only_certain=True, subject=name)


def place_at(record: Type, offset: int) -> Place | None:
    """Which part of which member lies at an offset; None between members."""
    for member in record.fields:
        at = offset - member.offset
        if not 0 <= at < member.type.size or member.bit_width:
            continue
        if member.name:
            return Place(member.name, at, _element(member.type, at), member.type.size)
        return place_at(member.type, at)
    return None


def _element(ctype: Type, at: int) -> int:
    """The bytes of the number or pointer that lies at `at` in an object."""
    while ctype.kind is Kind.ARRAY and ctype.target is not None and ctype.target.size:
        ctype = ctype.target
        at %= ctype.size
    if ctype.is_record:
        inner = next((each for each in ctype.fields if 0 <= at - each.offset < each.type.size), None)
        return _element(inner.type, at - inner.offset) if inner is not None else ctype.size
    return ctype.size
