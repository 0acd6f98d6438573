"""What a kfunc's arguments are checked for: NULL, trust, type, place and size, the way the verifier does.

A pointer whose origin is unknown is taken as right.
"""

from __future__ import annotations

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import CALLER, OWN_MEMORY, UNKNOWN, Pointer, RegionKind, Scalar, Trust, Value, is_null
from bpflint.flow.effects import (
    contexts,
    dynptr,
    iterators,
    map_values,
    memory_arguments,
    object_arguments,
    register_sorts,
)
from bpflint.flow.effects.register_sorts import Sort
from bpflint.flow.machine import callbacks, entry
from bpflint.flow.machine.access_checks import check_set
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import trust_of
from bpflint.flow.static.kfunc_arguments import STRUCTURAL, Want, asks_for_trust, wants
from bpflint.flow.static.struct_layout import is_scalar_struct
from bpflint.kernel.ctype import UNKNOWN as UNKNOWN_CTYPE
from bpflint.kernel.kfunc import TRUSTED_BY_DEFAULT, KfuncAt, Param
from bpflint.kernel.program_contexts import is_context
from bpflint.source.types import Kind
from bpflint.source.unit import Declaration

_SLOTS = ("iter", "irq")
_BEGINNINGS = ("_new", "_save", "_irqsave")
"""How the names of kfuncs end that take such a place on the stack first."""
_MEMORY = ("buffer", "memory")
_NO_MEMORY = frozenset({Sort.TRUSTED, Sort.KERNEL, Sort.SOCKET, Sort.OWN, Sort.MAP, Sort.FUNCTION})
_FOREIGN = frozenset({Sort.STRING, Sort.CONTEXT, Sort.PACKET, Sort.MAP, Sort.FUNCTION})
"""What stands for no object of the program's own."""
_REFUSED = {
    "alloc": (_FOREIGN | {Sort.RECORD, Sort.MEMORY}, "an object of the program's own"),
    "refcounted": (_FOREIGN, "an object of the program's own"),
    "list_node": (_FOREIGN, "a node in an object of the program's own"),
    "rb_node": (_FOREIGN, "a node in an object of the program's own"),
    "object": (frozenset({Sort.MAP, Sort.FUNCTION}), "an object of the kernel"),
    "map": (frozenset({Sort.STRING, Sort.PACKET, Sort.FUNCTION, Sort.OWN}), "a map"),
}
"""Sorts that kinds of arguments refuse, beside those of which the effects of kfuncs say more, and what these want."""
_OUTSIDE_MAPS = (
    RegionKind.STACK,
    RegionKind.ALLOC,
    RegionKind.MEMORY,
    RegionKind.STRING,
    RegionKind.KERNEL,
    RegionKind.CONTEXT,
    RegionKind.PACKET,
    RegionKind.MAP,
    RegionKind.FUNCTION,
)
MAYBE_NULLS = frozenset({"wq", "timer", "task_work"})
"""Kinds for which a kernel takes a map's value and nothing that may be NULL, whatever the flags of the kfunc say."""
NULLS = MAYBE_NULLS | {"map", "callback", "irq"}
"""Kinds for which NULL itself is refused."""


def check(engine: Machine, state: State, site: Site, kfunc: KfuncAt, want: Want) -> None:
    """Checks one argument of a kfunc that the kernel has."""
    value, args = site.value(want.index), site.args
    if want.kind == "ignore":
        return
    span, parts = site.span(want.index), site.parts(want.index, parameter=want.name)
    subject = parts["subject"]
    if want.kind == "callback":
        callbacks.check_static(engine, state, site.call, site.name, value)
    if want.kind in ("constant", "constant_size"):
        memory_arguments.check_constant(engine, state, value, span, parts)
    if want.kind in ("size", "constant_size", "constant", "integer", "result_size"):
        return
    if isinstance(value, Scalar):
        if _is_zero(state, value):
            refused = _wants_valid(kfunc, want, NULLS) or _has_bytes(state, want, args) or _is_opaque(engine, want)
            if not want.nullable and refused:
                engine.report(state, Case.NULL_PASSED, span, key=subject, parts=parts)
        elif state.constant(value) is not None or engine.is_number(state, value):
            engine.report(state, Case.INTEGER_AS_POINTER, span, key=subject, parts=parts)
        return
    if not isinstance(value, Pointer):
        check_set(engine, state, value, span, subject)
        return
    about = (value.null, value.life)
    death = state.death(value)
    if death is not None:
        case = death.case
        if "KF_RELEASE" in kfunc.flags and want.index == 0 and death.how == "released":
            case = Case.RELEASED_TWICE
        elif death.how == "moved" and value.region.kind is not RegionKind.KERNEL:
            return
        engine.report(state, case, span, about=about, key=subject, freed=death.callee, parts=parts)
        return
    if not want.nullable and _maybe_null(state, value) and _wants_valid(kfunc, want):
        origin = entry.origin(state, value)
        case = Case.RESULT_PASSED_UNCHECKED if origin else Case.POINTER_PASSED_UNCHECKED
        if state.nullness(value) is True:
            case = Case.NULL_PASSED_ON_PATH
        engine.report(state, case, span, about=about, key=subject, origin=origin, parts=parts)
        state.nulls[value.null] = False
        return
    if contexts.check(engine, state, kfunc, want, value, span, parts):
        return
    if (want.kind not in _SLOTS or kfunc.name.endswith(_BEGINNINGS)) and not memory_arguments.fits(
        engine, state, want, value, span, parts
    ):
        return
    _check_kind(engine, state, site, kfunc, want, value)


def _check_kind(engine: Machine, state: State, site: Site, kfunc: KfuncAt, want: Want, value: Pointer) -> None:
    """Checks what a pointer that is neither gone nor NULL points to."""
    args, span, parts = site.args, site.span(want.index), site.parts(want.index, parameter=want.name)
    if _check_sort(engine, state, want, value, span, parts):
        return
    if want.struct in engine.kernel.facts.map_value_structs:
        _check_placed(engine, state, kfunc, want, value, span, parts)
    elif want.kind == "object":
        object_arguments.check_object(engine, state, kfunc, want, value, span, parts)
    elif want.kind == "buffer" and want.size is not None and want.size < len(args):
        memory_arguments.check_written(engine, state, site, value, want.size, span, parts)
        memory_arguments.check_buffer(engine, state, site, value, want.size, span, parts)
    elif want.kind == "map":
        _check_map(engine, state, kfunc, value, args, span, parts)
    elif want.kind == "dynptr" and not want.uninit and kfunc.name not in dynptr.EFFECTS:
        dynptr.check_use(engine, state, site, want.index)
    elif want.kind == "iter" and kfunc.flags.isdisjoint(("KF_ITER_NEW", "KF_ITER_NEXT", "KF_ITER_DESTROY")):
        iterators.check_use(engine, state, site, want.index)
    elif want.kind == "context" and value.region.kind is RegionKind.KERNEL:
        if trust_of(state, value) in (Trust.PLAIN, Trust.UNTRUSTED) and kfunc.trusted_args:
            engine.report(
                state,
                Case.PLAIN_POINTER_PASSED,
                span,
                about=(value.null, value.life),
                key=parts["subject"],
                type=want.struct,
                parts=parts,
            )
    elif want.kind == "string":
        memory_arguments.check_string(engine, state, value, span, parts)


def _check_sort(engine: Machine, state: State, want: Want, value: Pointer, span: Span, parts: dict[str, str]) -> bool:
    """Reports a pointer of a sort that no such argument takes. True where it is one.

    Source: get_kfunc_ptr_arg_type() and check_kfunc_args() in kernel/bpf/verifier.c.
    """
    sort = register_sorts.sort_of(state, value)
    if want.kind in _MEMORY and not want.struct:
        refused, wanted = _NO_MEMORY, "memory"
    else:
        refused, wanted = _REFUSED.get(want.kind, (frozenset(), ""))
    if sort is None or sort not in refused:
        return False
    more = {**parts, "sort": sort.value, "wanted": wanted}
    about = (value.null, value.life)
    engine.report(state, Case.OTHER_SORT_PASSED, span, about=about, key=parts["subject"], parts=more)
    return True


def _is_zero(state: State, value: Value) -> bool:
    return is_null(value) or (isinstance(value, Scalar) and state.range(value) == (0, 0))


def _maybe_null(state: State, value: Pointer) -> bool:
    if state.nullness(value) is False:
        return False
    kind = value.region.kind
    if kind in (RegionKind.KERNEL, RegionKind.ALLOC) and not value.life:
        return trust_of(state, value) in (Trust.TRUSTED, Trust.RCU)
    return kind is not RegionKind.OTHER and kind is not RegionKind.FUNCTION


def _wants_valid(kfunc: KfuncAt, want: Want, refusing: frozenset[str] = MAYBE_NULLS) -> bool:
    return want.kind in STRUCTURAL or want.kind in refusing or asks_for_trust(kfunc, want)


def _has_bytes(state: State, want: Want, args: tuple[Value, ...]) -> bool:
    """True for a buffer of which some bytes are promised, which cannot be at NULL whatever the kfunc's flags say."""
    if want.kind != "buffer" or want.size is None or want.size >= len(args):
        return False
    size = args[want.size]
    return isinstance(size, Scalar) and not size.vague and state.range(size)[0] > 0


def _is_opaque(engine: Machine, want: Want) -> bool:
    """True for the context, and for a struct that plain memory does not do for: a number is no pointer to these.

    Source: get_kfunc_ptr_arg_type() in kernel/bpf/verifier.c, btf_check_func_arg_match() before 6.2.
    """
    if want.kind == "context":
        return is_context(engine.type, want.struct) and bool(engine.type)
    known = engine.unit.find_type(f"struct {want.struct}") if want.kind == "object" else None
    return is_scalar_struct(known) is False


def _check_placed(
    engine: Machine, state: State, kfunc: KfuncAt, want: Want, value: Pointer, span: Span, parts: dict[str, str]
) -> None:
    region = value.region
    struct = want.struct
    names_map = any(other.kind == "map" for other in wants(kfunc))  # which no program can of a section of variables
    if region.kind in _OUTSIDE_MAPS or (region.kind is RegionKind.GLOBAL and names_map):
        if region.origin != CALLER:
            engine.report(state, Case.OBJECT_OUTSIDE_MAP, span, key=parts["subject"], type=struct, parts=parts)
        return
    if region.kind not in (RegionKind.MAP_VALUE, RegionKind.GLOBAL):
        return
    if map_values.is_unknown(engine, state, value, struct, span, subject=parts["subject"], callee=parts["callee"]):
        return
    if value.offset is None and region.kind is RegionKind.MAP_VALUE:
        engine.report(state, Case.OBJECT_AT_VARYING_OFFSET, span, key=parts["subject"], type=struct, parts=parts)
        return
    if map_values.is_other_member(state, value, struct):
        engine.report(state, Case.OBJECT_IS_OTHER_MEMBER, span, key=parts["subject"], type=struct, parts=parts)


def _check_map(
    engine: Machine,
    state: State,
    kfunc: KfuncAt,
    value: Pointer,
    args: tuple[Value, ...],
    span: Span,
    parts: dict[str, str],
) -> None:
    region = value.region
    if region.kind in (*OWN_MEMORY, RegionKind.CONTEXT) and region.origin != CALLER:
        engine.report(state, Case.NOT_A_MAP, span, key=parts["subject"], parts=parts)
        return
    actual = state.type_of(region)
    if region.kind is RegionKind.KERNEL and actual is not None and value.trust is not Trust.UNKNOWN:
        if actual.name != "bpf_map":
            engine.report(state, Case.NOT_A_MAP, span, key=parts["subject"], parts=parts)
        elif kfunc.trusted_args and trust_of(state, value) in (Trust.PLAIN, Trust.UNTRUSTED):
            engine.report(state, Case.WALKED_POINTER_PASSED, span, key=parts["subject"], type="bpf_map", parts=parts)
        return
    if region.kind is not RegionKind.MAP:
        return
    placed = [other for other in wants(kfunc) if other.struct in engine.kernel.facts.map_value_structs]
    for other in placed:
        holder = args[other.index] if other.index < len(args) else UNKNOWN
        if not isinstance(holder, Pointer) or holder.region.kind is not RegionKind.MAP_VALUE:
            continue
        owner = holder.region.map
        # An element of an inner map may be of any map with that shape.
        if owner is not None and region.map is not None and owner.name != region.map.name and not owner.inner:
            engine.report(state, Case.MAP_OF_OTHER_ELEMENT, span, key=parts["subject"], parts=parts, map=owner.name)


def check_declared(engine: Machine, state: State, site: Site, declaration: Declaration) -> None:
    """A function of an unknown module: what its declaration and the verifier's defaults alone ask for.

    From 7.0 on every pointer has to be valid unless its parameter is marked; before, that took a flag of the function.
    The kernel's parameter may well be marked where the declaration carries no marks at all.
    """
    marked = any("__" in name for name in declaration.param_names)
    for index, (ctype, value) in enumerate(zip(declaration.type.params, site.args, strict=False)):
        target = ctype.target
        if ctype.kind is not Kind.POINTER or target is None:
            continue
        name = declaration.param_names[index] if index < len(declaration.param_names) else ""
        param = Param(name, UNKNOWN_CTYPE)
        if param.unchecked:
            continue
        span, parts = site.span(index), site.parts(index, parameter=name)
        subject = parts["subject"]
        is_dynptr = target.name == "bpf_dynptr"
        if not param.nullable and (is_dynptr or engine.is_at_least(TRUSTED_BY_DEFAULT)):
            if _is_zero(state, value):
                engine.report(state, Case.NULL_PASSED, span, key=subject, sure=marked, parts=parts)
                continue
            if isinstance(value, Pointer) and state.death(value) is None and _maybe_null(state, value):
                origin = entry.origin(state, value)
                case = Case.RESULT_PASSED_UNCHECKED if origin else Case.POINTER_PASSED_UNCHECKED
                about = (value.null, value.life)
                engine.report(state, case, span, about=about, key=subject, sure=marked, origin=origin, parts=parts)
                state.nulls[value.null] = False
                continue
        if param.pointer_kind == "iter" or (
            target.name.startswith("bpf_iter_") and f"{target.name}_next" in engine.unit.declarations
        ):
            iterators.check_use(engine, state, site, index)
        elif is_dynptr and param.uninitialised:
            dynptr.check_make(engine, state, site, index)
            dynptr.make(engine, state, site, index, dynptr.new(site, "unknown"))
        elif is_dynptr:
            dynptr.check_use(engine, state, site, index)
