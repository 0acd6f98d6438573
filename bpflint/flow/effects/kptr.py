"""Kptrs: kernel or own objects kept in maps, swapped in and out with `bpf_kptr_xchg()`."""

from __future__ import annotations

from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import OWN_MEMORY, UNKNOWN, Pointer, Region, RegionKind, Trust, Value
from bpflint.flow.effects import map_values, references, register_sorts
from bpflint.flow.machine import kptr_reads
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import trust_of
from bpflint.flow.static.map_fields import NODES
from bpflint.flow.static.struct_layout import Member, is_integers, special_at, special_members
from bpflint.kernel.verifier_change import Change
from bpflint.source.model import Call
from bpflint.source.types import Type

MANY = 60
MAX_FIELDS = 11
"""Special members of one map value that a kernel takes notice of; with more it knows none of them. Source:
BTF_FIELDS_MAX in include/linux/bpf.h, which was smaller before 6.12."""
_KPTRS = ("kptr", "percpu_kptr")
_OBJECTS = (RegionKind.KERNEL, RegionKind.ALLOC)
_NO_OBJECTS = (
    *OWN_MEMORY,
    RegionKind.STRING,
    RegionKind.CONTEXT,
    RegionKind.PACKET,
    RegionKind.MAP,
    RegionKind.FUNCTION,
    RegionKind.DYNPTR,
)
_PLACES = (RegionKind.MAP_VALUE, RegionKind.ALLOC, RegionKind.GLOBAL)


def check_exchange(engine: Machine, state: State, site: Site) -> None:
    """Reports a place that is no kptr, and an object that does not go there."""
    if len(site.args) < 2:
        return
    _check_place(engine, state, site)
    value = site.value(1)
    if isinstance(value, Pointer) and state.nullness(value) is not True:
        _check_object(engine, state, site, value)


def exchange(engine: Machine, state: State, site: Site) -> Value:
    """Puts the second argument where the first points, and gives what was there."""
    if len(site.args) < 2:
        return UNKNOWN
    member = _member(state, site)
    target = _target(site.call, member)
    local = kptr_reads.is_local(engine, target) if target is not None else None
    refused = _is_refused(engine, state, site)
    _put(state, site)
    if refused:
        return UNKNOWN  # what it would give is no second mistake
    null = engine.identity()
    kind = RegionKind.KERNEL if local is False else RegionKind.ALLOC
    if target is None or local is None:
        region = engine.region(RegionKind.OTHER, target, origin=site.name)
    else:
        percpu = _is_percpu(member)
        region = engine.region(kind, target, target.name, target.size or None, percpu=percpu, origin=site.name)
    name = target.name if target is not None else ""
    release = engine.releaser(name) if local is False else "bpf_obj_drop"
    life = references.acquire(engine, state, site, null, release_name=release, type_name=name)
    return Pointer(region, 0, null, life, Trust.TRUSTED)


def _is_refused(engine: Machine, state: State, site: Site) -> bool:
    """True where `check_exchange` says what is wrong with the place or the object."""
    target, value = site.value(0), site.value(1)
    if isinstance(target, Pointer) and target.region.kind is RegionKind.MAP_VALUE and target.offset is None:
        return True
    if _is_elsewhere(state, site) or _wrong_place(state, site) is not None:
        return True
    if not isinstance(value, Pointer) or state.nullness(value) is True or state.death(value) is not None:
        return False
    if value.region.kind not in _OBJECTS:
        return value.region.kind in _NO_OBJECTS
    if value.life not in state.owned:
        return trust_of(state, value) is not Trust.UNKNOWN
    if value.offset != 0 or _other_struct(state, site, value) is not None:
        return True
    return _is_other_kind(engine, _member(state, site), value.region)


def _put(state: State, site: Site) -> None:
    """What is owned belongs to the map from now on."""
    value, span = site.value(1), site.call.span
    if not isinstance(value, Pointer):
        references.release(state, site, value, "moved")
        return
    if state.nullness(value) is True or state.death(value) is not None:
        return
    if value.region.kind in _OBJECTS and value.life in state.owned:
        references.kill(state, site, value.life, "moved")
        state.tell(span, f"{site.name}() moves it into the map here", value.life, value.null)


# -------------------------------------------------------------------------------------------------------- the place


def _place(site: Site) -> Pointer | None:
    value = site.value(0)
    known = isinstance(value, Pointer) and value.region.kind in _PLACES and value.offset is not None
    return value if known and isinstance(value, Pointer) else None


def _member(state: State, site: Site) -> Member | None:
    """The kptr that the first argument points to."""
    place = _place(site)
    if place is None or place.offset is None or map_values.refusal(place, "kptr") is not None:
        return None
    member = special_at(state.type_of(place.region), place.offset)
    return member if member is not None and member.name in _KPTRS else None


def _check_place(engine: Machine, state: State, site: Site) -> None:
    place, span, subject = _place(site), site.call.span, site.subject(0)
    value = site.value(0)
    if place is not None and place.region.kind is not RegionKind.GLOBAL and state.nullness(place) is not False:
        _report_null(engine, state, site, 0, place)
    if isinstance(value, Pointer) and value.region.kind is RegionKind.MAP_VALUE and value.offset is None:
        # Compilers fold an index that they know, and make two ways of a truth value.
        engine.report(state, Case.KPTR_AT_VARYING_OFFSET, span, key="place", sure=False, subject=subject)
    if _is_elsewhere(state, site):
        engine.report(state, Case.NOT_A_KPTR, span, key="place", subject=subject)
    if place is None or place.offset is None:
        return
    if map_values.is_unknown(engine, state, place, "kptr", span, subject=subject, callee=site.name):
        return
    if _member(state, site) is not None and _count(engine, state, place.region) > MAX_FIELDS:
        parts = {"subject": subject, "limit": str(MAX_FIELDS)}
        engine.report(state, Case.TOO_MANY_SPECIAL_MEMBERS, span, key="place", parts=parts)
    wrong = _wrong_place(state, site)
    if wrong is not None:
        engine.report(state, wrong, span, key="place", subject=subject)


def _is_elsewhere(state: State, site: Site) -> bool:
    """True for a place in memory that holds no kptrs."""
    value = site.value(0)
    return isinstance(value, Pointer) and register_sorts.lies_elsewhere(state, value, "ARG_KPTR_XCHG_DEST")


def _wrong_place(state: State, site: Site) -> Case | None:
    """Why nothing can be exchanged at a constant place, as far as its type tells."""
    place = _place(site)
    holder = state.type_of(place.region) if place is not None else None
    if place is None or place.offset is None or holder is None or _member(state, site) is not None:
        return None
    if map_values.refusal(place, "kptr") is not None or not _is_told(holder):
        return None
    there = special_at(holder, place.offset)
    if there is not None:
        return Case.UNCOUNTED_KPTR_EXCHANGED if there.name == "kptr_untrusted" else Case.NOT_A_KPTR
    known = len(special_members(holder))
    # Members of large arrays are not all listed.
    is_listed = known < MANY and (known or place.region.kind is not RegionKind.GLOBAL or is_integers(holder))
    return Case.NOT_A_KPTR if is_listed else None


def _is_told(ctype: Type) -> bool:
    """True for a type that tells what is in it."""
    return is_integers(ctype) or (ctype.is_record and ctype.complete and bool(ctype.fields))


def _target(call_: Call, member: Member | None) -> Type | None:
    """What the kptr points to."""
    if member is not None:
        return member.type.target
    ctype = call_.arg_types[0] if call_.arg_types else None
    for _ in range(2):
        ctype = ctype.target if ctype is not None and ctype.is_pointer else None
    return ctype if ctype is not None and ctype.is_record else None


def _is_percpu(member: Member | None) -> bool:
    return member is not None and member.name == "percpu_kptr"


def _report_null(engine: Machine, state: State, site: Site, index: int, value: Pointer) -> None:
    """Says that the place or the object may be NULL; behind the call it is not."""
    case = Case.RESULT_PASSED_UNCHECKED if (origin := value.region.origin) else Case.POINTER_PASSED_UNCHECKED
    about, span = (value.life, value.null), site.span(index)
    parts = site.parts(index)
    engine.report(state, case, span, about=about, key=site.subject(index), origin=origin, parameter="", parts=parts)
    state.nulls[value.null] = False


# ------------------------------------------------------------------------------------------------------- the object


def _check_object(engine: Machine, state: State, site: Site, value: Pointer) -> None:
    span, subject, parts = site.span(1), site.subject(1), site.parts(1)
    about, death, region = (value.life, value.null), state.death(value), value.region
    if death is not None:
        if region.kind is RegionKind.KERNEL or death.how == "released":
            engine.report(state, death.case, span, about=about, key=subject, freed=death.callee, parts=parts)
        return
    if region.kind not in _OBJECTS:
        if region.kind in _NO_OBJECTS:
            engine.report(state, Case.FOREIGN_OBJECT_DROPPED, span, about=about, key=subject, parts=parts)
        return
    trust = trust_of(state, value)
    if state.nullness(value) is None and trust in (Trust.TRUSTED, Trust.RCU):
        _report_null(engine, state, site, 1, value)
    if value.life in state.owned:
        if value.offset != 0:
            engine.report(state, Case.RELEASED_AT_OFFSET, span, about=about, key=subject, parts=parts)
        _check_type(engine, state, site, value)
    elif trust is not Trust.UNKNOWN:
        name = state.name_of(region)
        engine.report(state, Case.RELEASED_UNOWNED, span, about=about, key=subject, type=name, parts=parts)


def _check_type(engine: Machine, state: State, site: Site, value: Pointer) -> None:
    span, subject, parts, about = site.span(1), site.subject(1), site.parts(1), (value.life, value.null)
    member, region = _member(state, site), value.region
    names = _other_struct(state, site, value)
    if names is not None:
        actual, wanted = names
        engine.report(
            state, Case.KPTR_OF_OTHER_TYPE, span, about=about, key=subject, actual=actual, wanted=wanted, parts=parts
        )
    elif _is_other_kind(engine, member, region):
        case = Case.PERCPU_OBJECT_IN_PLAIN_KPTR if region.percpu else Case.PLAIN_OBJECT_IN_PERCPU_KPTR
        engine.report(state, case, span, about=about, key=subject, parts=parts)


def _other_struct(state: State, site: Site, value: Pointer) -> tuple[str, str] | None:
    """Of which struct the object is, and of which the kptr, where these are not the same."""
    actual, wanted = state.type_of(value.region), _target(site.call, _member(state, site))
    if actual is None or wanted is None or not actual.name or not wanted.name or actual.name == wanted.name:
        return None
    return None if "___" in actual.name + wanted.name else (actual.name, wanted.name)


def _is_other_kind(engine: Machine, member: Member | None, region: Region) -> bool:
    """True if a per-CPU object is put where plain ones belong, or the reverse, and the kernel looks at that."""
    if member is None or region.percpu == _is_percpu(member):
        return False
    return region.percpu or engine.has(Change.OBJECTS_CHECKED)


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
