"""What helpers' arguments are checked for, by the types that the kernel's prototypes give them.

Where a helper has several forms, only what every form refuses is refused. A pointer of unknown origin is taken as
right.
"""

from __future__ import annotations

from typing import Final

from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import CALLER, OWN_MEMORY, UNSET, Pointer, RegionKind, Scalar, Trust, Value
from bpflint.flow.effects import memory_arguments, object_arguments, register_sorts
from bpflint.flow.effects.register_sorts import Sort
from bpflint.flow.machine import callbacks, indexing, packets, permissions, stack_slots
from bpflint.flow.machine.access_checks import check_death, check_set, check_special, is_tested
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.context_members import is_memory_throughout
from bpflint.flow.machine.trust import trust_of
from bpflint.flow.static.addresses import points_into_arena
from bpflint.kernel.helper_contract import Checked, HelperContract
from bpflint.kernel.verifier_change import Change

_NULLABLE: Final = (RegionKind.MAP_VALUE, RegionKind.ALLOC, RegionKind.MEMORY, RegionKind.MAP)
"""What calls give or do not give: memory, and inner maps."""
_OBJECTS: Final = (Sort.TRUSTED, Sort.KERNEL)
_SOCKET: Final = "sock_common"
"""What sockets begin with, for arguments that name no struct."""
_CASES: Final = {
    "ARG_CONST_MAP_PTR": Case.NOT_A_MAP,
    "ARG_PTR_TO_CTX": Case.NOT_THE_CONTEXT,
    "ARG_PTR_TO_STACK": Case.NOT_ON_STACK,
    "ARG_PTR_TO_CONST_STR": Case.VARIABLE_STRING,
}
"""What a pointer of another sort is, for arguments of which more is to be said."""
_LOOKUP: Final = "bpf_map_lookup_elem"
_LOCKS: Final = ("ARG_PTR_TO_SPIN_LOCK",)
_SOCKET_MAPS: Final = frozenset({15, 18})
"""BPF_MAP_TYPE_SOCKMAP and BPF_MAP_TYPE_SOCKHASH, include/uapi/linux/bpf.h."""
_TYPED: Final = ("ARG_PTR_TO_BTF_ID", "ARG_PTR_TO_BTF_ID_SOCK_COMMON")
_MEMORY: Final = ("ARG_PTR_TO_MEM", "ARG_PTR_TO_MAP_KEY", "ARG_PTR_TO_MAP_VALUE")
_CONSTANTS: Final = ("ARG_CONST_ALLOC_SIZE_OR_ZERO",)
_WRITERS: Final = frozenset({"bpf_map_update_elem", "bpf_map_delete_elem", "bpf_map_push_elem", "bpf_map_pop_elem"})
"""Source: record_func_map() in kernel/bpf/verifier.c."""
_NO_NUMBERS: Final = ("ARG_PTR_TO_DYNPTR", "ARG_KPTR_XCHG_DEST")
_OWN: Final = frozenset({"ARG_PTR_TO_DYNPTR", "ARG_PTR_TO_PERCPU_BTF_ID", "ARG_PTR_TO_FUNC", "ARG_KPTR_XCHG_DEST"})
"""Arguments of which the effects of the helper say themselves what is wrong."""


def check(engine: Machine, state: State, site: Site, contract: HelperContract) -> None:
    """Checks all arguments of a call."""
    for index, value in enumerate(site.args):
        forms = contract.argument(index)
        if value is UNSET:
            check_set(engine, state, value, site.span(index), site.subject(index))
        if not any(each.is_released for each in forms):
            _check_moved(engine, state, site, index, value)  # of others the release says it
        if contract.takes(index, "ARG_PTR_TO_FUNC"):
            callbacks.check_static(engine, state, site.call, site.name, value)
            if isinstance(value, Scalar) and state.constant(value) == 0:
                parts = site.parts(index)
                engine.report(state, Case.NULL_PASSED, site.call.span, key=f"{site.name}:{index}", parts=parts)
        if not forms or len(forms) != len(contract.forms) or any(each.kind in _OWN for each in forms):
            if isinstance(value, Scalar) and contract.all_say(index, lambda each: each.kind in _NO_NUMBERS):
                _check_constant(engine, state, site, index, forms, value)
            continue
        if all(each.kind in _CONSTANTS for each in forms):
            memory_arguments.check_constant(engine, state, value, site.call.span, site.parts(index))
        if all(each.is_pointer for each in forms):
            if index < len(site.call.args) and points_into_arena(state.top.function, site.call.args[index]):
                parts = site.parts(index)
                engine.report(state, Case.ARENA_PASSED, site.span(index), key=parts["subject"], parts=parts)
            _check_pointer(engine, state, site, contract, index, forms)
            if isinstance(value, Pointer) and state.death(value) is None and value.region.origin != CALLER:
                _check_place(engine, state, site, contract, index)


def _check_moved(engine: Machine, state: State, site: Site, index: int, value: Value) -> None:
    """Reports the address of a member of a socket that is shown as another struct than the kernel's own.

    Source: adjust_ptr_min_max_vals() in kernel/bpf/verifier.c, for whatever argument.
    """
    if not isinstance(value, Pointer) or not value.offset or value.region.kind is not RegionKind.KERNEL:
        return
    record = value.region.type
    if record is not None and record.name in permissions.SHOWN_SOCKETS:
        parts = site.parts(index, place=site.subject(index).removeprefix("&"))
        about = (value.null, value.life)
        engine.report(state, Case.SOCKET_MOVED, site.span(index), about=about, key=site.name, parts=parts)


def _check_pointer(
    engine: Machine,
    state: State,
    site: Site,
    contract: HelperContract,
    index: int,
    forms: tuple[Checked, ...],
) -> None:
    value = site.value(index)
    if isinstance(value, Scalar):
        _check_constant(engine, state, site, index, forms, value)
    if not isinstance(value, Pointer) or any(each.is_released for each in forms):
        return  # the release says it
    if check_death(engine, state, value, site.span(index), site.parts(index)["subject"]):
        return
    # What is read of a map of sockets is a value of that map until it is tested (mark_ptr_not_null_reg()).
    in_map = value.region.kind is RegionKind.KERNEL and value.region.origin == _LOOKUP
    if (
        (in_map or not any(each.may_be_null for each in forms))
        and (value.region.kind in _NULLABLE or (value.region.kind is RegionKind.KERNEL and is_tested(state, value)))
        and state.nullness(value) is not False
        and not (value.region.origin == CALLER and contract.takes(index, "ARG_PTR_TO_CTX"))
    ):
        report_null(engine, state, site, index, value)
    if all(each.kind in _TYPED for each in forms) and not _check_trust(engine, state, site, index, value):
        _check_struct(engine, state, site, index, forms, value)


def _check_constant(
    engine: Machine, state: State, site: Site, index: int, forms: tuple[Checked, ...], value: Scalar
) -> None:
    constant = state.constant(value)
    if constant is None:
        if engine.is_number(state, value):
            about = (value.ident,)
            parts = site.parts(index)
            engine.report(state, Case.INTEGER_AS_POINTER, site.call.span, about=about, key=site.name, parts=parts)
        return
    if constant == 0 and any(each.may_be_null for each in forms) and not _has_bytes(state, site, index, forms):
        return
    case = Case.INTEGER_AS_POINTER if constant else Case.NULL_PASSED
    engine.report(state, case, site.call.span, key=f"{site.name}:{index}", parts=site.parts(index))


def _has_bytes(state: State, site: Site, index: int, forms: tuple[Checked, ...]) -> bool:
    """True for memory with a size behind it that is more than 0, which cannot be at NULL."""
    size = site.value(index + 1)
    return (
        all(each.kind == "ARG_PTR_TO_MEM" and "MEM_FIXED_SIZE" not in each.flags for each in forms)
        and isinstance(size, Scalar)
        and not size.vague
        and state.range(size)[0] > 0
    )


def _check_trust(engine: Machine, state: State, site: Site, index: int, value: Pointer) -> bool:
    """True for a pointer that is not trusted, which is reported."""
    if value.region.kind is not RegionKind.KERNEL or trust_of(state, value) is not Trust.UNTRUSTED:
        return False
    about = (value.null, value.life)
    parts = site.parts(index)
    engine.report(
        state,
        Case.UNTRUSTED_TO_HELPER,
        site.call.span,
        about=about,
        key=site.name,
        type=state.name_of(value.region),
        parts=parts,
    )
    return True


def _check_struct(
    engine: Machine, state: State, site: Site, index: int, forms: tuple[Checked, ...], value: Pointer
) -> None:
    """An object of the kernel has to be of the struct that the helper's prototype names."""
    if value.region.kind is RegionKind.KERNEL and register_sorts.sort_of(state, value) in _OBJECTS:
        wanted = {each.struct or _SOCKET for each in forms}
        if len(wanted) == 1:
            object_arguments.check_struct(engine, state, wanted.pop(), value, site.span(index), site.parts(index))


def _check_place(engine: Machine, state: State, site: Site, contract: HelperContract, index: int) -> None:
    """What the pointer points to: a map of the right kind, the context, memory that is large enough."""
    value = site.value(index)
    assert isinstance(value, Pointer)
    forms = contract.argument(index)
    if _check_sort(engine, state, site, contract, index, value):
        return
    if value.region.kind is RegionKind.MEMORY and value.region.readonly:
        _check_readonly(engine, state, site, contract, index, value)
    if forms and all(each.is_written for each in forms):
        _check_written(engine, state, site, contract, index, value)
    if contract.all_say(index, lambda each: each.kind in _MEMORY and "MEM_RDONLY" in each.flags):
        permissions.check_map_flags(
            engine, state, value.region, site.call.span, site.parts(index)["subject"], read=True
        )
    if contract.takes(index, "ARG_PTR_TO_CONST_STR"):
        memory_arguments.check_string(engine, state, value, site.span(index), site.parts(index))
    elif contract.takes(index, "ARG_CONST_MAP_PTR"):
        _check_map(engine, state, site, contract, index, value)
    elif contract.takes(index, "ARG_PTR_TO_CTX"):
        _check_is_context(engine, state, site, index, value)
    elif value.region.kind is RegionKind.PACKET:
        _check_packet(engine, state, site, contract, index, value)
    elif value.region.kind in (*OWN_MEMORY, RegionKind.STRING, RegionKind.CONTEXT):
        _check_size(engine, state, site, contract, index, value)


def _check_sort(
    engine: Machine, state: State, site: Site, contract: HelperContract, index: int, value: Pointer
) -> bool:
    """Reports a pointer of a sort that the argument does not take. True where it is one."""
    forms, sort = contract.argument(index), register_sorts.sort_of(state, value)
    kinds = {each.kind for each in forms}
    kind = kinds.pop() if len(kinds) == 1 else ""
    if sort is None or kind not in register_sorts.TAKES or kind in _LOCKS or any(each.is_released for each in forms):
        return False
    taken, wanted = register_sorts.TAKES[kind]
    if sort in taken or (sort is Sort.CONTEXT and is_memory_throughout(engine)):
        return False
    if kind in _MEMORY and sort in _OBJECTS and any(each.is_written for each in forms):
        return False  # what is wrong with it is that it is written
    if kind == "ARG_PTR_TO_MAP_VALUE" and _may_hold_sockets(site.value(0)):
        return False
    parts = site.parts(index, sort=sort.value, wanted=wanted)
    about = (value.null, value.life)
    case = _CASES.get(kind, Case.OTHER_SORT_PASSED)
    engine.report(state, case, site.span(index), about=about, key=parts["subject"], parts=parts)
    return True


def _may_hold_sockets(value: Value) -> bool:
    """True for a map whose values are sockets to programs, or of which nobody knows."""
    known = value.region.map if isinstance(value, Pointer) and value.region.kind is RegionKind.MAP else None
    return known is None or known.type is None or known.type in _SOCKET_MAPS


def _check_written(
    engine: Machine, state: State, site: Site, contract: HelperContract, index: int, value: Pointer
) -> None:
    """Memory that may only be read. Constants pass where a kernel does not know that the helper writes to them."""
    span, name = site.call.span, site.parts(index)["subject"]
    is_later = contract.is_marked_later(index)
    if value.region.kind is RegionKind.KERNEL:
        permissions.report_object_written(engine, state, value, span, name)
    elif not is_later or engine.has(Change.HELPER_WRITES_MARKED_PERHAPS):
        sure = not is_later or engine.has(Change.HELPER_WRITES_MARKED)
        permissions.check_constant(engine, state, value, span, name, sure=sure)
        if sure:
            permissions.check_map_flags(engine, state, value.region, span, name, write=True)


def _check_readonly(
    engine: Machine, state: State, site: Site, contract: HelperContract, index: int, value: Pointer
) -> None:
    """Memory that may only be read is taken by those that promise to, and keys and values of maps are no promise."""
    if contract.all_say(index, lambda each: each.kind in _MEMORY and "MEM_RDONLY" not in each.flags):
        parts = site.parts(index)
        about = (value.null, value.life)
        engine.report(state, Case.READONLY_PASSED, site.span(index), about=about, key=parts["subject"], parts=parts)


def _check_size(
    engine: Machine,
    state: State,
    site: Site,
    contract: HelperContract,
    index: int,
    value: Pointer,
) -> None:
    span, parts = site.span(index), site.parts(index)
    positions = {form.size_of(index) for form in contract.forms}
    position = positions.pop() if len(positions) == 1 else None
    if position is not None:
        if position < len(site.args):
            least = state.range(site.value(position))[0]
            check_special(engine, state, value, least, site.call.span, parts["subject"], site.name)
            if not any(each.is_written for each in contract.argument(index)):
                stack_slots.check_read(engine, state, value, least, site.call.span)
            zero = not contract.takes(position, "ARG_MEM_SIZE")
            memory_arguments.check_buffer(engine, state, site, value, position, span, parts, zero_allowed=zero)
        return
    wanted, most = _constant_size(contract, index, site), value.region.size
    if value.region.kind in (RegionKind.GLOBAL, RegionKind.STRING):
        memory_arguments.check_section(engine, state, value, wanted, span, parts)
        return
    if not any(each.is_written for each in contract.argument(index)):
        stack_slots.check_read(engine, state, value, wanted, span)
    check_special(engine, state, value, wanted, site.call.span, parts["subject"], site.name)
    indexing.check(engine, state, value, span, wanted, parts["subject"])
    if most and value.offset is not None and wanted > most - value.offset:
        parts |= {"wanted": str(wanted), "available": str(max(most - value.offset, 0))}
        about = (value.null, value.life)
        sure = memory_arguments.exceeds_stack(engine, value.region, wanted)
        engine.report(state, Case.MEMORY_TOO_SMALL, span, about=about, key=parts["subject"], sure=sure, parts=parts)


def _check_packet(
    engine: Machine, state: State, site: Site, contract: HelperContract, index: int, value: Pointer
) -> None:
    span, subject = site.span(index), site.parts(index)["subject"]
    if not contract.all_say(index, lambda each: each.kind in _MEMORY):
        return
    if not any(form.reads_packets for form in contract.forms):
        engine.report(state, Case.PACKET_TO_HELPER, span, key=subject, subject=subject, callee=site.name)
        return
    positions = {form.size_of(index) for form in contract.forms}
    position = positions.pop() if len(positions) == 1 else None
    size = _constant_size(contract, index, site) if position is None else state.range(site.value(position))[0]
    packets.check(engine, state, value, span, size, subject)


def _constant_size(contract: HelperContract, index: int, site: Site) -> int:
    """How many bytes a helper reads or writes that is told no size; 0 where nobody knows."""
    key = contract.takes(index, "ARG_PTR_TO_MAP_KEY")
    if not key and not contract.takes(index, "ARG_PTR_TO_MAP_VALUE"):
        return min((each.size or 0 for each in contract.argument(index)), default=0)
    maps = (each for at, each in enumerate(site.args) if contract.takes(at, "ARG_CONST_MAP_PTR"))
    first = next(maps, None)
    known = first.region.map if isinstance(first, Pointer) and first.region.kind is RegionKind.MAP else None
    if known is None:
        return 0
    ctype, size = (known.key, known.key_size) if key else (known.value, known.value_size)
    return (ctype.size if ctype is not None else size) or 0


def _check_map(engine: Machine, state: State, site: Site, contract: HelperContract, index: int, value: Pointer) -> None:
    parts = site.parts(index)
    known = value.region.map if value.region.kind is RegionKind.MAP else None
    if known is not None and known.flags & permissions.RDONLY_PROG and contract.name in _WRITERS:
        engine.report(state, Case.READONLY_MAP_WRITTEN, site.call.span, subject=f"{contract.name}()", map=known.name)
    if known is None or known.type is None:
        return
    facts = engine.kernel.facts
    kind = facts.store.load_limits.map_types.get(known.type, "")
    refused = contract.map_types is not None and kind not in contract.map_types
    if kind and (refused or site.name not in facts.helper_contracts.of_maps.get(kind, {site.name})):
        engine.report(state, Case.OTHER_KIND_OF_MAP, site.call.span, key=parts["subject"], type=kind, parts=parts)


def _check_is_context(engine: Machine, state: State, site: Site, index: int, value: Pointer) -> None:
    if value.region.kind is RegionKind.CONTEXT and value.offset not in (None, 0):
        about, parts = (value.null, value.life), site.parts(index)
        engine.report(state, Case.CONTEXT_MOVED, site.call.span, about=about, key=parts["subject"], parts=parts)


def report_null(engine: Machine, state: State, site: Site, index: int, value: Pointer) -> None:
    """Says that an argument may be NULL; behind the call it is not."""
    origin = value.region.origin
    case = Case.RESULT_PASSED_UNCHECKED if origin and origin != CALLER else Case.POINTER_PASSED_UNCHECKED
    about, parts = (value.null, value.life), site.parts(index, parameter="")
    engine.report(state, case, site.call.span, about=about, key=f"{site.name}:{index}", origin=origin, parts=parts)
    state.nulls[value.null] = False
