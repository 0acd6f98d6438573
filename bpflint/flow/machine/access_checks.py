"""Which accesses to memory the verifier refuses: to what is gone, NULL, too short, read-only, or not the program's."""

from __future__ import annotations

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import PAGE, Pointer, RegionKind, Scalar, Trust, Value
from bpflint.flow.machine import entry, indexing, packets, permissions
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import trust_of
from bpflint.flow.static.struct_layout import member_offset, special_at
from bpflint.kernel.verifier_change import Change
from bpflint.source.model import Operand
from bpflint.source.types import Kind, Type

_PROTECTED = (Trust.TRUSTED, Trust.RCU)
_LINKS = frozenset({"list_head", "hlist_head", "hlist_node", "hlist_nulls_node", "llist_node", "rb_node"})
"""Structs that lie in others, and that pointers in kernel objects point to."""
_SIZED = (RegionKind.MEMORY, RegionKind.ALLOC, RegionKind.MAP_VALUE)


def describe(operand: Operand) -> str:
    """How the user calls an operand."""
    return getattr(operand, "name", "") or "the pointer"


def check_nowhere(engine: Machine, state: State, address: Value, span: Span, name: str) -> None:
    """Reports an access through NULL, or to a member of it, and through a number."""
    if engine.is_number(state, address):
        about = (address.ident,) if isinstance(address, Scalar) else ()
        engine.report(state, Case.NUMBER_DEREFERENCED, span, about=about, subject=name)
        return
    constant = state.constant(address)
    if constant is not None and 0 <= constant < PAGE:
        engine.report(state, Case.NULL_VARIABLE_USED, span, subject=name, only_certain=True)


def check(
    engine: Machine,
    state: State,
    pointer: Pointer,
    span: Span,
    size: int,
    name: str,
    *,
    write: bool = False,
    atomic: bool = False,
) -> None:
    """Reports what is wrong with an access through `pointer`, then takes it as right to see what else comes."""
    region = pointer.region
    death = state.death(pointer)
    if death is not None:
        if death.how != "moved" or region.kind is RegionKind.KERNEL:
            engine.report(
                state,
                death.case,
                span,
                about=(pointer.life, pointer.null),
                subject=name,
                freed=death.callee,
                key=f"{name}:{death.callee}",
            )
        return
    if region.kind in (RegionKind.MEMORY, RegionKind.ALLOC, RegionKind.MAP_VALUE) or (
        region.kind is RegionKind.KERNEL and is_tested(state, pointer)
    ):
        _check_null(engine, state, pointer, span, name)
    indexing.check(engine, state, pointer, span, size, name)
    _check_bounds(engine, state, pointer, span, size, name)
    if region.kind is RegionKind.PACKET:
        packets.check(engine, state, pointer, span, size, name)
    if region.kind is RegionKind.KERNEL and pointer.offset is not None and pointer.trust is not Trust.UNKNOWN:
        _check_around(engine, state, pointer, pointer.offset, span, name)
    permissions.check(engine, state, pointer, span, name, write=write, atomic=atomic)
    if region.kind is RegionKind.MAP_VALUE and pointer.offset is None:
        _check_varying(engine, state, pointer, span, name)
    elif region.kind in (RegionKind.ALLOC, RegionKind.MAP_VALUE, RegionKind.GLOBAL) and pointer.offset is not None:
        _check_member(engine, state, pointer, pointer.offset, span, size, name, write=write)


def is_tested(state: State, pointer: Pointer) -> bool:
    """True for a pointer to a kernel object that the verifier wants tested where it may be NULL."""
    trust = trust_of(state, pointer)
    return trust in _PROTECTED or (trust is Trust.PLAIN and pointer.null > 0)


def _check_null(engine: Machine, state: State, pointer: Pointer, span: Span, name: str) -> None:
    region, null = pointer.region, state.nullness(pointer)
    if null is False or (region.kind is RegionKind.ALLOC and trust_of(state, pointer) is Trust.UNTRUSTED):
        return
    origin = entry.origin(state, pointer)
    engine.report(
        state,
        Case.NULL_RESULT_USED if null else Case.RESULT_UNCHECKED if origin else Case.POINTER_UNCHECKED,
        span,
        about=(pointer.null, pointer.life),
        subject=name,
        origin=origin,
        key=f"{name}:{origin}",
    )
    state.nulls[pointer.null] = False


def _check_bounds(engine: Machine, state: State, pointer: Pointer, span: Span, size: int, name: str) -> None:
    region, offset = pointer.region, pointer.offset
    if (
        region.kind in _SIZED
        and region.size
        and size
        and offset is not None
        and not 0 <= offset <= region.size - size
        and not (offset >= 0 and _is_open(engine, state.type_of(region)))
    ):
        engine.report(
            state,
            Case.ACCESS_BEYOND_END,
            span,
            about=(pointer.life, pointer.null),
            subject=name,
            size=str(region.size),
            offset=str(offset),
            width=str(size),
        )


def _check_around(engine: Machine, state: State, pointer: Pointer, offset: int, span: Span, name: str) -> None:
    """Reports an access to the struct that lies around the one that the kernel's pointer points to."""
    ctype = pointer.region.type
    if ctype is None or not ctype.is_record or not ctype.name:
        return
    if offset < 0 or (ctype.name in _LINKS and ctype.complete and offset >= ctype.size):
        about = (pointer.life, pointer.null)
        engine.report(
            state, Case.OUTSIDE_KERNEL_OBJECT, span, about=about, subject=name.removeprefix("&"), type=ctype.name
        )


def _check_member(
    engine: Machine, state: State, pointer: Pointer, offset: int, span: Span, size: int, name: str, *, write: bool
) -> None:
    """Reports an access to a member that the kernel keeps for itself."""
    member = special_at(state.type_of(pointer.region), offset, max(size, 1))
    if member is None:
        return
    if member.name.startswith("bpf_"):
        engine.report(state, Case.SPECIAL_MEMBER_ACCESSED, span, subject=name, type=member.name)
    elif write and member.name in ("kptr", "percpu_kptr") and engine.has(Change.KPTRS_COUNTED):
        engine.report(state, Case.KPTR_WRITTEN, span, subject=name)


def _check_varying(engine: Machine, state: State, pointer: Pointer, span: Span, name: str) -> None:
    """Reports an access to one of several kptrs by a number that the verifier does not know."""
    holder = state.type_of(pointer.region)
    record, _, field = pointer.field.partition(".")
    offset = member_offset(holder, field) if holder is not None and holder.name == record else None
    member = special_at(holder, offset) if offset is not None else None
    if member is not None and not member.name.startswith("bpf_"):
        engine.report(state, Case.KPTR_AT_VARYING_OFFSET, span, key="place", sure=False, subject=name)


def _is_open(engine: Machine, ctype: Type | None) -> bool:
    """True for an object that ends in an array without a size, of which old kernels do not mind how far it goes."""
    fields = ctype.fields if ctype is not None and ctype.is_record else ()
    last = fields[-1].type if fields else None
    return last is not None and last.kind is Kind.ARRAY and last.count <= 0 and not engine.has(Change.ENDS_COUNT)
