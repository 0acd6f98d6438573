"""Arguments that are memory of the program's: buffers with their sizes, strings, structs; and constants."""

from __future__ import annotations

from typing import Final

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import CALLER, OWN_MEMORY, Pointer, Region, RegionKind, Scalar, Value
from bpflint.flow.effects import contexts
from bpflint.flow.machine import indexing, packets, permissions, stack_slots
from bpflint.flow.machine.access_checks import check_special
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.witnesses import reach_of
from bpflint.flow.static.addresses import makers
from bpflint.flow.static.kfunc_arguments import Want
from bpflint.flow.static.stack_use import most_room
from bpflint.flow.static.struct_layout import is_scalar_struct
from bpflint.source.model import Cast, Temp

_SLOTS = ("iter", "irq")
_FIXED = ("object", "memory", *_SLOTS)
"""Kinds of arguments of which the type tells how large they are."""
_SMALLEST = {"cpumask": 8}
"""Structs whose size is a matter of the kernel's configuration."""
_FITTING = (RegionKind.STACK, RegionKind.MAP_VALUE, RegionKind.MEMORY)
MAX_SIZE: Final = 1 << 29
"""BPF_MAX_VAR_SIZ in include/linux/bpf_verifier.h."""
_CHANGING = (RegionKind.STACK, RegionKind.MAP_VALUE, RegionKind.MEMORY, RegionKind.ALLOC, RegionKind.KERNEL)
"""Where no constant string lies."""


def fits(engine: Machine, state: State, want: Want, value: Pointer, span: Span, parts: dict[str, str]) -> bool:
    """False where memory is smaller than what the kfunc takes it for; that is reported."""
    region = value.region
    if region.kind is RegionKind.CONTEXT and want.kind == "memory" and want.bytes:
        case = contexts.refused_as_memory(engine, value)
        if case is not None:
            engine.report(state, case, span, key=parts["subject"], parts=parts)
        return case is None
    if region.kind is RegionKind.PACKET and want.kind == "memory":
        packets.check(engine, state, value, span, want.bytes, parts["subject"])
    if want.kind == "memory":
        indexing.check(engine, state, value, span, want.bytes, parts["subject"])
    if region.kind is RegionKind.GLOBAL and want.kind in _FIXED and want.kind not in _SLOTS:
        return not check_section(engine, state, value, _bytes_of(engine, want), span, parts)
    placed = (RegionKind.STACK,) if want.kind in _SLOTS else _FITTING
    if region.kind not in placed or want.kind not in _FIXED or not region.size or value.offset is None:
        return True
    wanted, available = _bytes_of(engine, want), max(region.size - value.offset, 0)
    if wanted <= available:
        return True
    more = {**parts, "wanted": str(wanted), "available": str(available)}
    about = (value.null, value.life)
    sure = available < _SMALLEST.get(want.struct, wanted) and exceeds_stack(engine, region, wanted)
    engine.report(state, Case.MEMORY_TOO_SMALL, span, about=about, key=parts["subject"], sure=sure, parts=more)
    return False


def check_section(
    engine: Machine, state: State, value: Pointer, wanted: int, span: Span, parts: dict[str, str]
) -> bool:
    """Reports a variable whose whole section, one memory to the verifier, is too small. True where it is.

    A linker may put the section of another object beside it. Compilers keep constants of their own among others.
    """
    region = value.region
    if value.offset is None or region.readonly or not region.size:
        return False
    if wanted <= indexing.section_size(engine, region.group) - value.offset:
        return False
    more = {**parts, "wanted": str(wanted), "available": str(max(region.size - value.offset, 0))}
    about = (value.null, value.life)
    engine.report(state, Case.MEMORY_TOO_SMALL, span, about=about, key=parts["subject"], sure=False, parts=more)
    return True


def _bytes_of(engine: Machine, want: Want) -> int:
    """How much the verifier wants at a pointer, in every build of the kernel; 0 where it wants no plain memory."""
    if want.bytes or not want.struct:
        return want.bytes
    if want.kind == "object":
        known = engine.unit.find_type(f"struct {want.struct}") or engine.unit.find_type(f"union {want.struct}")
        if not is_scalar_struct(known):
            return 0
    return engine.size_of(want.struct)


def check_string(engine: Machine, state: State, value: Pointer, span: Span, parts: dict[str, str]) -> None:
    """A string that must not change: one in .rodata, or in a map that the loader froze.

    Source: check_reg_const_str() in kernel/bpf/verifier.c.
    """
    region = value.region
    if region.kind is RegionKind.GLOBAL:
        if region.readonly or not region.group.startswith((".data", ".bss")):
            return
    elif region.kind not in _CHANGING or region.origin == CALLER:
        return
    sure = region.map is None or not region.map.flags & permissions.RDONLY_PROG
    about = (value.null, value.life)
    engine.report(state, Case.VARIABLE_STRING, span, about=about, key=parts["subject"], sure=sure, parts=parts)


def check_written(
    engine: Machine, state: State, site: Site, value: Pointer, size_index: int, span: Span, parts: dict[str, str]
) -> None:
    """A buffer of a kfunc has to be readable and writable, whatever the kfunc does with it.

    Source: check_kfunc_mem_size_reg() in kernel/bpf/verifier.c.
    """
    region, size = value.region, site.value(size_index)
    least = state.range(size)[0] if isinstance(size, Scalar) else 0
    if least <= 0 or region.origin == CALLER:
        return
    check_special(engine, state, value, least, span, parts["subject"], site.name)
    stack_slots.check_read(engine, state, value, least, span)
    permissions.check_map_flags(engine, state, region, span, parts["subject"], write=True, read=True)
    if permissions.is_constant_memory(region) or (region.kind is RegionKind.MEMORY and region.readonly):
        about = (value.null, value.life)
        engine.report(state, Case.READONLY_PASSED, span, about=about, key=parts["subject"], parts=parts)


def check_constant(engine: Machine, state: State, value: Value, span: Span, parts: dict[str, str]) -> None:
    """Reports a number that may be several where one is wanted."""
    if not isinstance(value, Scalar) or value.vague or value.ident in engine.type_ids:
        return
    if state.constant(value) is None:
        key, named = parts["subject"], dict(parts)
        if key.startswith("argument "):
            named["subject"] = "the number"
        engine.report(state, Case.VARIABLE_AS_CONSTANT, span, about=(value.ident,), key=key, parts=named)


def check_buffer(
    engine: Machine,
    state: State,
    site: Site,
    pointer: Pointer,
    size_index: int,
    span: Span,
    parts: dict[str, str],
    *,
    zero_allowed: bool = True,
) -> None:
    """Reports a buffer that is smaller than the size passed along with it, or may be."""
    region, size = pointer.region, site.value(size_index)
    if region.kind is RegionKind.PACKET:
        packets.check(engine, state, pointer, span, state.range(size)[0], parts["subject"])
        return
    if pointer.distance is not None:
        wanted = reach_of(engine, state, size)
        most = wanted.high if wanted is not None and wanted.high < MAX_SIZE else 0
        indexing.check(engine, state, pointer, span, most, parts["subject"])
    available = region.size
    if region.kind is RegionKind.CONTEXT:
        case = _refused_context(engine, state, pointer, size)
        if case is not None:
            engine.report(state, case, span, key=parts["subject"], parts=parts)
            return
    elif region.kind not in OWN_MEMORY and region.kind not in (RegionKind.ALLOC, RegionKind.STRING):
        return
    if pointer.offset is None or not isinstance(size, Scalar) or (region.kind is RegionKind.GLOBAL and not available):
        return
    if region.kind is RegionKind.MEMORY and not available:
        return
    _check_size(
        engine, state, site, pointer, size, size_index, span, {**parts, "size": site.subject(size_index)}, zero_allowed
    )


def _check_size(
    engine: Machine,
    state: State,
    site: Site,
    pointer: Pointer,
    size: Scalar,
    size_index: int,
    span: Span,
    parts: dict[str, str],
    zero_allowed: bool,
) -> None:
    """Reports a size that is none, or that memory of a known extent has no room for."""
    about, key = (pointer.null, pointer.life, size.ident), parts["subject"]
    room = _room(engine, pointer)

    def report(case: Case) -> None:
        engine.report(state, case, span, about=about, key=key, parts=parts)

    def report_room(case: Case, wanted: int) -> None:
        available = (contexts.size_of(engine, pointer.region) or 0) - (pointer.offset or 0)
        more = {**parts, "available": str(max(available, 0)), "wanted": str(wanted)}
        sure = exceeds_stack(engine, pointer.region, wanted)
        engine.report(state, case, span, about=about, key=key, sure=sure, parts=more)

    low, high = state.range(size)
    if room is not None and low == high and low > room:
        report_room(Case.BUFFER_TOO_SMALL, low)
    elif low == 0 == high and not zero_allowed:
        report(Case.SIZE_IS_ZERO)
    elif high < 0:
        report(Case.SIZE_NEGATIVE)
    elif not size.vague and (low < 0 or high >= MAX_SIZE):
        forms = _forms(engine, state, site, size_index)
        if not any(each.vague or _is_related(engine, state, each.ident) for each in forms):
            report(Case.SIZE_NEGATIVE if any(state.range(each)[0] < 0 for each in forms) else Case.SIZE_UNBOUNDED)
    elif not size.vague and _is_tested(state, forms := _forms(engine, state, site, size_index), high):
        if any(each.vague or _is_related(engine, state, each.ident) for each in forms):
            return
        if room is not None and high > room:
            report_room(Case.BUFFER_PERHAPS_TOO_SMALL, high)
        elif low == 0 and not zero_allowed and not any(_excludes_zero(state, each) for each in forms):
            report(Case.SIZE_ZERO)
    elif room is not None and high > room:
        reach = reach_of(engine, state, size)
        if reach is not None and reach.high > room:
            report_room(Case.BUFFER_PERHAPS_TOO_SMALL, reach.high)


def _room(engine: Machine, pointer: Pointer) -> int | None:
    """The bytes from a pointer to the end of its object, or of the section of variables; None where nobody knows.

    Compilers keep constants of their own among others, and a linker may put the section of another object beside ours.
    """
    region, size = pointer.region, contexts.size_of(engine, pointer.region)
    if not size or pointer.offset is None or region.kind is RegionKind.STRING:
        return None
    if region.kind is not RegionKind.GLOBAL:
        return size - pointer.offset
    return None if region.readonly else indexing.section_size(engine, region.group) - pointer.offset


def _refused_context(engine: Machine, state: State, pointer: Pointer, size: Value) -> Case | None:
    """Why the context does not go as a buffer; None where it does."""
    if state.range(size)[0] > 0:
        return contexts.refused_as_memory(engine, pointer)
    is_refused = state.constant(size) == 0 and not contexts.has_plain_context(engine)
    return Case.CONTEXT_AS_BUFFER if is_refused else None


def _is_tested(state: State, forms: list[Scalar], high: int) -> bool:
    """True if a test against a constant set the upper limit of a number."""
    return any(each.ident in state.bounds and state.bounds[each.ident][1] == high < each.high for each in forms)


def _excludes_zero(state: State, number: Scalar) -> bool:
    low, high, not_zero = state.bounds.get(number.ident, (number.low, number.high, False))
    return not_zero or low > 0 or high < 0 or 0 in state.excluded.get(number.ident, {})


def _forms(engine: Machine, state: State, site: Site, index: int) -> list[Scalar]:
    """An argument, and the numbers of other types that it was converted from."""
    operand, made = site.call.args[index], makers(state.top.function)
    found: list[Scalar] = []
    while True:
        value = engine.value(state, operand)
        if isinstance(value, Scalar):
            found.append(value)
        maker = made.get(operand.index) if isinstance(operand, Temp) else None
        if not isinstance(maker, Cast):
            return found
        operand = maker.operand


def exceeds_stack(engine: Machine, region: Region, size: int) -> bool:
    """True if memory is not on the stack, where the verifier goes on into what lies beside a variable, or all that the
    program has there is too small."""
    if region.kind is not RegionKind.STACK:
        return True
    return size > sum(most_room(one) for one in engine.summaries.reached(engine.root.function))


def _is_related(engine: Machine, state: State, ident: int) -> bool:
    """True if something was learnt of an integer beside its range: of what it was compared with or is computed in."""
    if not ident or any(ident in pair for pair in state.relations):
        return True
    return any(each in state.bounds or each in state.excluded for each in engine.computed_of(ident))
