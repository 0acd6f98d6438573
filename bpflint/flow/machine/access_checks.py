"""Which accesses to memory the verifier refuses: to what is gone, NULL, too short, read-only, or not the program's."""

from __future__ import annotations

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import PAGE, UNKNOWN, UNSET, Pointer, Region, RegionKind, Scalar, Trust, Value
from bpflint.flow.machine import entry, indexing, packets, permissions
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import trust_of
from bpflint.flow.static.addresses import is_relocated
from bpflint.flow.static.arena_users import is_in_arena
from bpflint.flow.static.map_fields import NODES, holds_two, lacks_types, refuses
from bpflint.flow.static.struct_layout import member_offset, special_at, struct_at
from bpflint.kernel.bpf_machine import REGISTER
from bpflint.kernel.verifier_change import Change
from bpflint.source.model import Asm, Call, Load, Operand, Store
from bpflint.source.types import Kind, Type

_PROTECTED = (Trust.TRUSTED, Trust.RCU)
_LINKS = frozenset({"list_head", "hlist_head", "hlist_node", "hlist_nulls_node", "llist_node", "rb_node"})
"""Structs that lie in others, and that pointers in kernel objects point to."""
_LARGEST_ALIGNMENT = 64
"""Bytes, of variables in a section."""
_GIVEN = (RegionKind.MEMORY, RegionKind.ALLOC, RegionKind.MAP_VALUE, RegionKind.MAP)
"""What calls give or do not give."""
_SIZED = (RegionKind.MEMORY, RegionKind.ALLOC, RegionKind.MAP_VALUE)


def describe(operand: Operand) -> str:
    """How the user calls an operand."""
    return getattr(operand, "name", "") or "the pointer"


def check_nowhere(engine: Machine, state: State, address: Value, access: Load | Store | Call | Asm, name: str) -> None:
    """Reports an access through NULL, or to a member of it, through a number, and through what holds nothing yet."""
    span = access.span
    if address is UNSET:
        check_set(engine, state, address, span, name)
        return
    if engine.is_number(state, address):
        about = (address.ident,) if isinstance(address, Scalar) else ()
        engine.report(state, Case.NUMBER_DEREFERENCED, span, about=about, subject=name)
        return
    if address is UNKNOWN:
        if isinstance(access, Load | Store) and engine.summaries.names_no_arena(engine.program.function):
            _check_arena(engine, state, access, name)
        return
    constant = state.constant(address)
    if constant is not None and 0 <= constant < PAGE:
        engine.report(state, Case.NULL_VARIABLE_USED, span, subject=name, only_certain=True)
        if _is_kept(state, access):
            engine.log.use(span)
        else:
            state.doubt = True


def _check_arena(engine: Machine, state: State, access: Load | Store, name: str) -> None:
    """Says once of a program that no arena belongs to it. A doubt: what else the object is linked with may name one."""
    said = ("", "arena")
    if said not in engine.said_once and is_in_arena(state.top.function, access.address):
        engine.said_once.add(said)
        subject = name.removeprefix("&")
        engine.report(state, Case.ARENA_NOT_NAMED, access.span, key="arena", sure=False, subject=subject)


def _is_kept(state: State, access: Load | Store | Call | Asm) -> bool:
    """True for an access through NULL that compilers do not leave out with the way that leads to it.

    They do not know what the kernel gives a callback, nor where CO-RE puts a member.
    """
    if not isinstance(access, Load | Store) or access.volatile or any(frame.role for frame in state.frames):
        return True
    return is_relocated(state.top.function, access.address)


def check_set(engine: Machine, state: State, value: Value, span: Span, name: str) -> None:
    """Reports a pointer that nothing was written to. C does not say what becomes of the program then."""
    if value is UNSET and not state.doubt and not state.widened:
        engine.report(state, Case.UNSET_USED, span, subject=name, only_certain=True)


def check_set_number(engine: Machine, state: State, value: Value, span: Span) -> None:
    """Reports a number that a call or a test takes from a variable that nothing was written to."""
    if not isinstance(value, Scalar) or state.doubt or state.widened:
        return
    while value.made_of is not None and not value.made_of.op and isinstance(value.made_of.left, Scalar):
        value = value.made_of.left
    if value.ident in engine.unset:
        engine.report(state, Case.UNSET_USED, span, subject=engine.unset[value.ident], only_certain=True)


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
    if check_death(engine, state, pointer, span, name):
        return
    if region.kind in _GIVEN or (region.kind is RegionKind.KERNEL and is_tested(state, pointer)):
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


def check_death(engine: Machine, state: State, pointer: Pointer, span: Span, name: str) -> bool:
    """True for a pointer to what is gone, which is reported."""
    death = state.death(pointer)
    if death is None:
        return False
    if death.how != "moved" or pointer.region.kind is RegionKind.KERNEL:
        about, key = (pointer.life, pointer.null), f"{name}:{death.callee}"
        engine.report(state, death.case, span, about=about, subject=name, freed=death.callee, key=key)
    return True


def is_tested(state: State, pointer: Pointer) -> bool:
    """True for a pointer to a kernel object that the verifier wants tested where it may be NULL.

    What lost its protection is not: that only goes for what never had any, as a kptr that was read.
    """
    trust = trust_of(state, pointer)
    may_be_null = trust is Trust.PLAIN or pointer.trust is Trust.UNTRUSTED
    return trust in _PROTECTED or (may_be_null and pointer.null > 0)


def _check_null(engine: Machine, state: State, pointer: Pointer, span: Span, name: str) -> None:
    region, null = pointer.region, state.nullness(pointer)
    if null is False and not state.doubt:  # behind NULL that was used it only counts as not NULL
        engine.log.use(span)
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
    state.doubt |= null is True  # compilers may leave out the way from there


def check_known_null(engine: Machine, state: State, pointer: Pointer, access: Load) -> None:
    """Notes a read through what a test found to be NULL, at an offset that only CO-RE knows: compilers keep it.

    Where the verifier asks for no test they still put NULL in the place of the pointer, so a number is read through.
    """
    if pointer.region.kind is not RegionKind.KERNEL or state.nullness(pointer) is not True:
        return
    if not is_relocated(state.top.function, access.address):
        return
    engine.log.use(access.span)
    if trust_of(state, pointer) not in _PROTECTED and not is_tested(state, pointer):
        about, name = (pointer.null, pointer.life), describe(access.address)
        engine.report(state, Case.NULL_VARIABLE_USED, access.span, about=about, subject=name, only_certain=True)
        state.nulls[pointer.null] = False


def check_local_bounds(engine: Machine, state: State, pointer: Pointer, span: Span, size: int, name: str) -> None:
    """Reports an access beyond a variable on the stack. What lies beside it there only the compiler knows."""
    if size and not _is_open(engine, state.type_of(pointer.region)):
        _report_beyond(engine, state, pointer, span, size, name, sure=False)


def _check_bounds(engine: Machine, state: State, pointer: Pointer, span: Span, size: int, name: str) -> None:
    region, offset = pointer.region, pointer.offset
    end = _end_of(engine, region)
    if end is None or not size or offset is None or 0 <= offset <= end - size:
        return
    if offset >= 0 and _is_open(engine, state.type_of(region)):
        return
    _report_beyond(engine, state, pointer, span, size, name, sure=region.kind is not RegionKind.GLOBAL)


def _report_beyond(
    engine: Machine, state: State, pointer: Pointer, span: Span, size: int, name: str, *, sure: bool
) -> None:
    engine.report(
        state,
        Case.ACCESS_BEYOND_END,
        span,
        about=(pointer.life, pointer.null),
        subject=name,
        sure=sure,
        size=str(pointer.region.size),
        offset=str(pointer.offset),
        width=str(size),
    )


def _end_of(engine: Machine, region: Region) -> int | None:
    """How far a constant offset may surely not go beyond, None where nobody knows.

    The variables of a section are one memory. A linker may put the section of another object beside it.
    """
    if region.kind in _SIZED:
        return region.size or (0 if region.size == 0 and region.kind is RegionKind.MEMORY else None)
    if region.kind is RegionKind.GLOBAL and region.size and region.variable is not None:
        return max(region.size, indexing.section_size(engine, region.group, _LARGEST_ALIGNMENT))
    return None


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
    elif (
        pointer.region.kind is RegionKind.MAP_VALUE and size <= REGISTER and (offset, size) != (member.offset, REGISTER)
    ):
        engine.report(state, Case.KPTR_IN_PART, span, subject=name.removeprefix("&"))


def check_kptr_stored(engine: Machine, state: State, address: Pointer, value: Value, span: Span, name: str) -> None:
    """Reports what may not be stored into a kptr that programs write themselves.

    Source: map_kptr_match_type() in kernel/bpf/verifier.c.
    """
    if address.region.kind is not RegionKind.MAP_VALUE or address.offset is None:
        return
    member = special_at(state.type_of(address.region), address.offset, REGISTER)
    target = member.type.target if member is not None else None
    if member is None or target is None or (member.name, member.offset) != ("kptr_untrusted", address.offset):
        return
    wanted, name = target.name, name.removeprefix("&")
    if engine.is_number(state, value):
        number = (value.ident,) if isinstance(value, Scalar) else ()
        engine.report(state, Case.KPTR_GIVEN_NUMBER, span, about=number, subject=name, wanted=wanted)
    elif isinstance(value, Pointer) and value.region.kind is RegionKind.KERNEL and value.offset == 0:
        held = value.region.type
        if value.trust is not Trust.UNKNOWN and held is not None and struct_at(held, 0, wanted) is False:
            about = (value.life, value.null)
            engine.report(
                state, Case.KPTR_GIVEN_OTHER, span, about=about, subject=name, wanted=wanted, actual=held.name
            )


def check_special(
    engine: Machine, state: State, pointer: Pointer, size: int, span: Span, subject: str, callee: str
) -> None:
    """Reports memory that a function is given and that holds what the kernel keeps for itself."""
    region = pointer.region
    if region.kind is not RegionKind.MAP_VALUE or pointer.offset is None or size <= 0:
        return
    if region.map is None or lacks_types(region.map):
        return
    member = special_at(state.type_of(region), pointer.offset, size)
    if member is None or member.name in NODES:
        return
    if refuses(region.map, member.name) or holds_two(region.map, member.name):
        return
    kind = f"struct {member.name}" if member.name.startswith("bpf_") else "kptr"
    engine.report(
        state,
        Case.SPECIAL_MEMBER_PASSED,
        span,
        about=(pointer.life, pointer.null),
        key=subject,
        subject=subject,
        callee=callee,
        type=kind,
    )


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
