"""What a kfunc's arguments are checked for: NULL, trust, type, place and size, the way the verifier does.

A pointer whose origin is unknown is taken as right.
"""

from __future__ import annotations

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import CALLER, UNKNOWN, Pointer, Region, RegionKind, Scalar, Trust, Value, is_null
from bpflint.flow.effects import contexts, dynptr, iterators, map_values
from bpflint.flow.machine import entry, permissions
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import trust_of
from bpflint.flow.static.kfunc_arguments import STRUCTURAL, Want, wants
from bpflint.flow.static.stack_use import most_room
from bpflint.flow.static.struct_layout import SPECIAL, is_scalar_struct, special_at, special_members, struct_at
from bpflint.kernel.ctype import UNKNOWN as UNKNOWN_CTYPE
from bpflint.kernel.kfunc import TRUSTED_BY_DEFAULT, KfuncAt, Param
from bpflint.source.model import Declaration, Kind, Type

_MEMORY = (RegionKind.STACK, RegionKind.MAP_VALUE, RegionKind.GLOBAL, RegionKind.MEMORY)
_SLOTS = ("iter", "irq")
_FIXED = ("object", "memory", *_SLOTS)
"""Kinds of arguments of which the type tells how large they are."""
_BEGINNINGS = ("_new", "_save", "_irqsave")
"""How the names of kfuncs end that take such a place on the stack first."""
_SMALLEST = {"cpumask": 8}
"""Structs whose size is a matter of the kernel's configuration."""
_FITTING = (RegionKind.STACK, RegionKind.MAP_VALUE, RegionKind.MEMORY)
_CHANGING = (RegionKind.STACK, RegionKind.MAP_VALUE, RegionKind.MEMORY, RegionKind.ALLOC, RegionKind.KERNEL)
"""Where no constant string lies."""
_POINTED = ("object", "buffer", "string")
"""Kinds that no number stands for, not even one that was an address."""
MAYBE_NULLS = frozenset({"wq", "timer", "task_work"})
"""Kinds for which a kernel takes a map's value and nothing that may be NULL, whatever the flags of the kfunc say."""
NULLS = MAYBE_NULLS | {"map", "callback"}
"""Kinds for which NULL itself is refused."""
UNFINISHED = "___init"
"""Ends the name of a struct that is not yet in use; the verifier never takes one for the other."""


def check(engine: Machine, state: State, site: Site, kfunc: KfuncAt, want: Want) -> None:
    """Checks one argument of a kfunc that the kernel has."""
    value, args = site.value(want.index), site.args
    if want.kind == "ignore":
        return
    span, parts = site.span(want.index), site.parts(want.index, parameter=want.name)
    subject = parts["subject"]
    if want.kind in ("constant", "constant_size"):
        check_constant(engine, state, value, span, parts)
    if want.kind in ("size", "constant_size", "constant", "integer", "result_size"):
        return
    if isinstance(value, Scalar):
        if _is_zero(state, value):
            if not want.nullable and (_wants_valid(kfunc, want, NULLS) or _has_bytes(state, want, args)):
                engine.report(state, Case.NULL_PASSED, span, key=subject, parts=parts)
        elif (state.constant(value) is not None or engine.is_number(state, value)) and want.kind in _POINTED:
            engine.report(state, Case.INTEGER_AS_POINTER, span, key=subject, parts=parts)
        return
    if not isinstance(value, Pointer):
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
    if (want.kind not in _SLOTS or kfunc.name.endswith(_BEGINNINGS)) and not _fits(
        engine, state, want, value, span, parts
    ):
        return
    if want.struct in engine.kernel.facts.map_value_structs:
        _check_placed(engine, state, want, value, span, parts)
    elif want.kind == "object":
        _check_object(engine, state, kfunc, want, value, span, parts)
    elif want.kind == "buffer" and want.size is not None and want.size < len(args):
        check_buffer(engine, state, site, value, want.size, span, parts)
    elif want.kind == "map":
        _check_map(engine, state, kfunc, value, args, span, parts)
    elif want.kind == "dynptr" and not want.uninit and kfunc.name not in dynptr.EFFECTS:
        dynptr.check_use(engine, state, site, want.index)
    elif want.kind == "iter" and kfunc.flags.isdisjoint(("KF_ITER_NEW", "KF_ITER_NEXT", "KF_ITER_DESTROY")):
        iterators.check_use(engine, state, site, want.index)
    elif want.kind == "context" and value.region.kind is RegionKind.KERNEL:
        if trust_of(state, value) in (Trust.PLAIN, Trust.UNTRUSTED) and kfunc.trusted_args:
            engine.report(
                state, Case.PLAIN_POINTER_PASSED, span, about=about, key=subject, type=want.struct, parts=parts
            )
    elif want.kind == "string":
        check_string(engine, state, value, span, parts)


def _fits(engine: Machine, state: State, want: Want, value: Pointer, span: Span, parts: dict[str, str]) -> bool:
    """False where memory is smaller than what the kfunc takes it for; that is reported."""
    region = value.region
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


def _bytes_of(engine: Machine, want: Want) -> int:
    """How much the verifier wants at a pointer, in every build of the kernel; 0 where it wants no plain memory."""
    if want.bytes or not want.struct:
        return want.bytes
    if want.kind == "object":
        known = engine.unit.find_type(f"struct {want.struct}") or engine.unit.find_type(f"union {want.struct}")
        if not is_scalar_struct(known):
            return 0
    forms = [
        form for kind in ("struct", "union") for form in engine.kernel.surface.record(f"{kind} {want.struct}").forms
    ]
    return min((form.size for form in forms), default=0)


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


def check_constant(engine: Machine, state: State, value: Value, span: Span, parts: dict[str, str]) -> None:
    """Reports a number that may be several where one is wanted."""
    if not isinstance(value, Scalar) or value.vague or value.ident in engine.type_ids:
        return
    if state.constant(value) is None:
        key, named = parts["subject"], dict(parts)
        if key.startswith("argument "):
            named["subject"] = "the number"
        engine.report(state, Case.VARIABLE_AS_CONSTANT, span, about=(value.ident,), key=key, parts=named)


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
    if want.kind in STRUCTURAL or want.kind in refusing:
        return True
    if want.kind in ("context", "callback", "irq", "memory"):
        return kfunc.trusted_args and want.kind != "callback"
    return kfunc.trusted_args or "KF_RCU" in kfunc.flags


def _has_bytes(state: State, want: Want, args: tuple[Value, ...]) -> bool:
    """True for a buffer of which some bytes are promised, which cannot be at NULL whatever the kfunc's flags say."""
    if want.kind != "buffer" or want.size is None or want.size >= len(args):
        return False
    size = args[want.size]
    return isinstance(size, Scalar) and not size.vague and state.range(size)[0] > 0


def _check_object(
    engine: Machine,
    state: State,
    kfunc: KfuncAt,
    want: Want,
    value: Pointer,
    span: Span,
    parts: dict[str, str],
) -> None:
    region = value.region
    about = (value.null, value.life)
    releases = "KF_RELEASE" in kfunc.flags and want.index == 0
    if region.kind in _MEMORY:
        known = engine.unit.find_type(f"struct {want.struct}")
        if region.kind is RegionKind.MEMORY and region.origin == CALLER:
            return
        # The address of a variable is a matter of types, which KF105 looks after.
        if parts["subject"].startswith("&"):
            return
        if is_scalar_struct(known) is False and (kfunc.trusted_args or "KF_RCU" in kfunc.flags):
            engine.report(
                state,
                Case.OWN_MEMORY_AS_KERNEL_STRUCT,
                span,
                about=about,
                key=parts["subject"],
                type=want.struct,
                parts=parts,
            )
        return
    if region.kind is RegionKind.ALLOC and releases and value.life not in state.owned:
        return
    if region.kind is not RegionKind.KERNEL:
        return
    if releases and value.life not in state.owned:
        if trust_of(state, value) is not Trust.UNKNOWN:
            engine.report(
                state, Case.RELEASED_UNOWNED, span, about=about, key=parts["subject"], type=want.struct, parts=parts
            )
        return
    if releases and value.offset != 0:
        engine.report(state, Case.RELEASED_AT_OFFSET, span, about=about, key=parts["subject"], parts=parts)
    if kfunc.trusted_args or "KF_RCU" in kfunc.flags:
        case = _distrust(value, trust_of(state, value), rcu="KF_RCU" in kfunc.flags)
        if case is not None:
            # The verifier says one thing of an argument, and looks at trust first.
            engine.report(state, case, span, about=about, key=parts["subject"], type=want.struct, parts=parts)
            return
    _check_type(engine, state, want, value, span, parts)


def _distrust(value: Pointer, trust: Trust, *, rcu: bool) -> Case | None:
    """Why a kfunc that wants a trusted pointer, or one that RCU protects, does not take this one; None if it does."""
    if trust is Trust.RCU:
        return None if rcu else Case.RCU_POINTER_NOT_TRUSTED
    if trust not in (Trust.UNTRUSTED, Trust.PLAIN):
        return None
    if value.trust is Trust.RCU:
        return Case.POINTER_OUTLIVED_RCU
    if trust is Trust.UNTRUSTED:
        return Case.WALKED_POINTER_NEEDS_RCU if rcu else Case.WALKED_POINTER_PASSED
    return Case.PLAIN_POINTER_NEEDS_RCU if rcu else Case.PLAIN_POINTER_PASSED


def _check_type(
    engine: Machine,
    state: State,
    want: Want,
    value: Pointer,
    span: Span,
    parts: dict[str, str],
) -> None:
    actual = state.type_of(value.region)
    if actual is None or value.offset is None:
        return
    if _differs_by_unfinished(actual.name, want.struct) or _is_other(actual, value.offset, value.trust, want.struct):
        engine.report(
            state,
            Case.OTHER_STRUCT_PASSED,
            span,
            about=(value.null, value.life),
            key=parts["subject"],
            type=want.struct,
            actual=actual.name,
            parts=parts,
        )


def _differs_by_unfinished(actual: str, wanted: str) -> bool:
    """True where one struct is the other before it is complete: `nf_conn___init` and `nf_conn`."""
    return actual != wanted and actual.removesuffix(UNFINISHED) == wanted.removesuffix(UNFINISHED)


def _is_other(actual: Type, offset: int, trust: Trust, wanted: str) -> bool:
    """True where no struct `wanted` lies at `offset` of `actual`, to the knowledge of the verifier and of this unit."""
    if not actual.name or not actual.complete or "___" in actual.name or "___" in wanted or trust is Trust.UNKNOWN:
        return False
    # A sock may be any of its relatives to the verifier.
    if {actual.name, wanted} & {"sock", "sock_common", "sk_buff", "__sk_buff"}:
        return False
    return actual.name != wanted and struct_at(actual, offset, wanted) is False


def check_buffer(
    engine: Machine,
    state: State,
    site: Site,
    pointer: Pointer,
    size_index: int,
    span: Span,
    parts: dict[str, str],
    *,
    unbounded: bool = True,
) -> None:
    """Reports a buffer that is smaller than the size passed along with it. `unbounded`: also one never tested."""
    region, size = pointer.region, site.value(size_index)
    available = region.size
    if region.kind is RegionKind.CONTEXT and state.constant(size) == 0 and not contexts.has_plain_context(engine):
        engine.report(state, Case.CONTEXT_AS_BUFFER, span, key=parts["subject"], parts=parts)
        return
    if region.kind not in _MEMORY and region.kind not in (RegionKind.ALLOC, RegionKind.STRING):
        return
    if pointer.offset is None or not isinstance(size, Scalar) or (region.kind is RegionKind.GLOBAL and not available):
        return
    if region.kind is RegionKind.MEMORY and not available:
        return
    low, high = state.range(size)
    more = dict(parts)
    more["size"] = site.subject(size_index)
    about = (pointer.null, pointer.life, size.ident)
    if available and low == high and low > available - pointer.offset:
        more["available"], more["wanted"] = str(max(available - pointer.offset, 0)), str(low)
        sure = exceeds_stack(engine, region, low)
        engine.report(state, Case.BUFFER_TOO_SMALL, span, about=about, key=parts["subject"], sure=sure, parts=more)
    elif high < 0:
        engine.report(state, Case.SIZE_NEGATIVE, span, about=about, key=parts["subject"], parts=more)
    elif unbounded and not size.vague and high >= (1 << 31) - 1 and not _is_tested(engine, state, size.ident):
        case = Case.SIZE_NEGATIVE if low < 0 else Case.SIZE_UNBOUNDED
        engine.report(state, case, span, about=about, key=parts["subject"], parts=more)


def exceeds_stack(engine: Machine, region: Region, size: int) -> bool:
    """True if memory is not on the stack, where the verifier goes on into what lies beside a variable, or all that the
    program has there is too small."""
    if region.kind is not RegionKind.STACK:
        return True
    return size > sum(most_room(one) for one in engine.summaries.reached(engine.root.function))


def _is_tested(engine: Machine, state: State, ident: int) -> bool:
    """True if something was learnt of an integer, perhaps as one of another type: `n > sizeof(buffer)`."""
    if not ident or ident in state.bounds or any(ident in pair for pair in state.relations):
        return True
    casts = (engine.known_number(("cast", ident, size, signed)) for size in (4, 8) for signed in (False, True))
    return any(cast in state.bounds for cast in casts)


def _check_placed(engine: Machine, state: State, want: Want, value: Pointer, span: Span, parts: dict[str, str]) -> None:
    region = value.region
    struct = want.struct
    if region.kind in (RegionKind.STACK, RegionKind.ALLOC, RegionKind.MEMORY, RegionKind.STRING, RegionKind.KERNEL):
        if region.origin != CALLER:
            engine.report(state, Case.OBJECT_OUTSIDE_MAP, span, key=parts["subject"], type=struct, parts=parts)
        return
    if region.kind is not RegionKind.MAP_VALUE:
        return
    if map_values.is_unknown(engine, state, value, struct, span, subject=parts["subject"], callee=parts["callee"]):
        return
    if value.offset is None:
        engine.report(state, Case.OBJECT_AT_VARYING_OFFSET, span, key=parts["subject"], type=struct, parts=parts)
        return
    holder = state.type_of(region)
    if holder is None or not special_members(holder) or struct not in SPECIAL:
        return
    member = special_at(holder, value.offset)
    if member is None or member.name != struct or member.offset != value.offset:
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
    if region.kind in (*_MEMORY, RegionKind.CONTEXT) and region.origin != CALLER:
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
    """
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
                engine.report(state, Case.NULL_PASSED, span, key=subject, parts=parts)
                continue
            if isinstance(value, Pointer) and state.death(value) is None and _maybe_null(state, value):
                origin = entry.origin(state, value)
                case = Case.RESULT_PASSED_UNCHECKED if origin else Case.POINTER_PASSED_UNCHECKED
                about = (value.null, value.life)
                engine.report(state, case, span, about=about, key=subject, origin=origin, parts=parts)
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
