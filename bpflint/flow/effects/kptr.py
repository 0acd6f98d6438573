"""Kptrs: kernel or own objects kept in maps, swapped in and out with `bpf_kptr_xchg()`."""

from __future__ import annotations

from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import UNKNOWN, Pointer, Region, RegionKind, Trust, Value
from bpflint.flow.effects import map_values, references
from bpflint.flow.machine import call_site, memory
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import trust_of
from bpflint.flow.static.struct_layout import Member, special_at, special_members
from bpflint.kernel.verifier_change import Change
from bpflint.source.model import Call, Type

MANY = 60
MAX_FIELDS = 11
"""Special members of one map value that a kernel takes notice of; with more it knows none of them. Source:
BTF_FIELDS_MAX in include/linux/bpf.h, which was smaller before 6.12."""
NODES = frozenset({"bpf_list_node", "bpf_rb_node"})
"""Special members that the kernel does not look for in map values."""
_PLACES = (RegionKind.MAP_VALUE, RegionKind.ALLOC, RegionKind.GLOBAL)


def exchange(engine: Machine, state: State, call_: Call, args: tuple[Value, ...]) -> Value:
    """Puts the second argument where the first points, and gives what was there."""
    if len(args) < 2:
        return UNKNOWN
    place, value = args[0], args[1]
    member = _member(engine, state, call_, place)
    target = _target(call_, member)
    local = memory.is_local(engine, target) if target is not None else None
    _put(engine, state, call_, value, target, member)
    null = engine.identity()
    kind = RegionKind.KERNEL if local is False else RegionKind.ALLOC
    if target is None or local is None:
        region = engine.region(RegionKind.OTHER, target, origin="bpf_kptr_xchg")
    else:
        percpu = member is not None and member.name == "percpu_kptr"
        region = engine.region(kind, target, target.name, target.size or None, percpu=percpu, origin="bpf_kptr_xchg")
    name = target.name if target is not None else ""
    life = references.acquire(
        engine,
        state,
        call_,
        "bpf_kptr_xchg",
        null,
        release_name=engine.releaser(name) if local is False else "bpf_obj_drop",
        type_name=name,
    )
    return Pointer(region, 0, null, life, Trust.TRUSTED)


def _member(engine: Machine, state: State, call_: Call, place: Value) -> Member | None:
    """The kptr that the first argument points to; reports one that is none."""
    if not isinstance(place, Pointer) or place.region.kind not in _PLACES or place.offset is None:
        return None
    region = place.region
    subject = call_site.argument_name(call_, 0)
    if map_values.is_unknown(engine, state, place, "kptr", call_.span, subject=subject, callee="bpf_kptr_xchg"):
        return None
    holder = state.type_of(region)
    member = special_at(holder, place.offset)
    if member is not None and member.name in ("kptr", "percpu_kptr"):
        if _count(engine, state, region) > MAX_FIELDS:
            parts = {"subject": subject, "limit": str(MAX_FIELDS)}
            engine.report(state, Case.TOO_MANY_SPECIAL_MEMBERS, call_.span, key="place", parts=parts)
        return member
    if holder is not None and holder.is_record and holder.complete and holder.fields:
        known = len(special_members(holder))
        # Members of large arrays are not all listed.
        if member is None and known < MANY and (known or region.kind is not RegionKind.GLOBAL):
            engine.report(
                state,
                Case.NOT_A_KPTR,
                call_.span,
                key="place",
                subject=subject,
            )
    return None


def _minds(engine: Machine, region: Region) -> bool:
    """True if the kernel looks at whether such an object is per-CPU."""
    return region.percpu or engine.kernel.has(Change.OBJECTS_CHECKED)


def _count(engine: Machine, state: State, region: Region) -> int:
    """The special members of a map value, or of all globals in one section, which the kernel sees as one value."""
    types = [state.type_of(region)]
    if region.kind is RegionKind.GLOBAL:
        types += [
            other.type
            for other in engine.unit.globals.values()
            if other.section == region.group and other.name != region.name
        ]
    elif region.kind is not RegionKind.MAP_VALUE:
        return 0
    return sum(member.name not in NODES for ctype in types for member in special_members(ctype))


def _target(call_: Call, member: Member | None) -> Type | None:
    if member is not None:
        return member.type.target
    ctype = call_.arg_types[0] if call_.arg_types else None
    for _ in range(2):
        ctype = ctype.target if ctype is not None and ctype.is_pointer else None
    return ctype if ctype is not None and ctype.is_record else None


def _put(engine: Machine, state: State, call_: Call, value: Value, target: Type | None, member: Member | None) -> None:
    if not isinstance(value, Pointer):
        references.release(state, call_, value, "bpf_kptr_xchg", "moved")
        return
    span = call_.arg_spans[1] if len(call_.arg_spans) > 1 else call_.span
    subject = call_site.argument_name(call_, 1)
    parts = {"callee": "bpf_kptr_xchg", "subject": subject, "argument": "2"}
    about = (value.life, value.null)
    death = state.death(value)
    region = value.region
    if state.nullness(value) is True:
        return
    if death is not None:
        if region.kind is RegionKind.KERNEL or death.how == "released":
            engine.report(state, death.case, span, about=about, key=subject, freed=death.callee, parts=parts)
        return
    if region.kind not in (RegionKind.KERNEL, RegionKind.ALLOC):
        if region.kind in (RegionKind.STACK, RegionKind.MAP_VALUE, RegionKind.MEMORY):
            engine.report(state, Case.FOREIGN_OBJECT_DROPPED, span, about=about, key=subject, parts=parts)
        return
    if (
        region.kind is RegionKind.KERNEL
        and state.nullness(value) is None
        and trust_of(state, value)
        in (
            Trust.TRUSTED,
            Trust.RCU,
        )
    ):
        origin = region.origin
        case = Case.RESULT_PASSED_UNCHECKED if origin else Case.POINTER_PASSED_UNCHECKED
        engine.report(state, case, span, about=about, key=subject, origin=origin, parameter="", parts=parts)
        state.nulls[value.null] = False
    if value.life not in state.owned:
        if trust_of(state, value) is not Trust.UNKNOWN:
            engine.report(
                state, Case.RELEASED_UNOWNED, span, about=about, key=subject, type=state.name_of(region), parts=parts
            )
        return
    if value.offset != 0:
        engine.report(state, Case.RELEASED_AT_OFFSET, span, about=about, key=subject, parts=parts)
    percpu = member is not None and member.name == "percpu_kptr"
    actual = state.type_of(region)
    if actual is not None and target is not None and actual.name and target.name and actual.name != target.name:
        if "___" not in actual.name + target.name:
            engine.report(
                state,
                Case.KPTR_OF_OTHER_TYPE,
                span,
                about=about,
                key=subject,
                actual=actual.name,
                wanted=target.name,
                parts=parts,
            )
    elif member is not None and region.percpu != percpu and _minds(engine, region):
        engine.report(
            state,
            Case.PERCPU_OBJECT_IN_PLAIN_KPTR if region.percpu else Case.PLAIN_OBJECT_IN_PERCPU_KPTR,
            span,
            about=about,
            key=subject,
            parts=parts,
        )
    references.kill(state, value.life, "moved", "bpf_kptr_xchg", call_.span)
    state.tell(call_.span, "bpf_kptr_xchg() moves it into the map here", value.life, value.null)
