"""Objects of the program's own: made, shared and dropped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import UNKNOWN, Pointer, RegionKind, Scalar, Trust, Value
from bpflint.flow.effects import references
from bpflint.flow.effects.effect import Effect
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import outlived_rcu
from bpflint.flow.static.computed_for import struct_taken_for
from bpflint.flow.static.struct_layout import special_members
from bpflint.kernel import ProgramKind
from bpflint.kernel.program_contexts import kernel_struct
from bpflint.kernel.verifier_change import Change
from bpflint.libbpf.ksym import essential_name
from bpflint.source.types import Kind, Type

_INTEGER = re.compile(r"(unsigned |signed )?(char|short|int|long( long)?|bool|_Bool)|(__)?[us](8|16|32|64)")
MAX_PERCPU = 512
"""Bytes of a per-CPU object. Source: BPF_GLOBAL_PERCPU_MA_MAX_SIZE in kernel/bpf/verifier.c."""
_NMI_SAFE = frozenset(
    {"bpf_spin_lock", "bpf_res_spin_lock", "bpf_timer", "bpf_wq", "bpf_task_work", "kptr_untrusted", "bpf_refcount"}
)
"""Members of objects that may be freed in an NMI. Source: btf_field_is_nmi_safe() in include/linux/bpf.h."""


def _named_type(engine: Machine, value: Value) -> tuple[str, Type | None]:
    """The type that a type id stands for, by name and as such."""
    if not isinstance(value, Scalar):
        return "", None
    name = engine.type_ids.get(value.ident, "")
    return name, engine.unit.find_type(name) if name else None


def _check_new(engine: Machine, state: State, site: Site) -> None:
    name, ident, span = site.name, site.value(0), site.span(0)
    constant = state.constant(ident)
    spelled, ctype = _named_type(engine, ident)
    if constant is not None and not 0 <= constant <= (1 << 32) - 1:
        engine.report(state, Case.BAD_TYPE_ID, span, callee=name, subject=site.subject(0))
    if _is_no_struct(spelled, ctype):
        engine.report(state, Case.TYPE_IS_NO_STRUCT, span, callee=name, type=spelled)
    elif not spelled and constant == 0:
        engine.report(state, Case.TYPE_IS_NO_STRUCT, span, callee=name, type="void")
    elif isinstance(ident, Scalar) and engine.initial.get(ident.ident) == 0:
        engine.report(state, Case.TYPE_IS_NOT_SET, span, sure=False, callee=name, subject=site.subject(0))
    if ctype is not None and _is_in_two_graphs(ctype):
        engine.report(state, Case.NODE_IN_TWO_GRAPHS, span, callee=name, type=spelled)
    if not _is_percpu(site) or ctype is None or not ctype.complete or not ctype.is_record:
        return
    case = None
    if special_members(ctype):
        case = Case.PERCPU_STRUCT_SPECIAL
    elif _has_pointer(ctype):
        case = Case.PERCPU_STRUCT_WITH_POINTER
    elif ctype.size > MAX_PERCPU:
        case = Case.PERCPU_STRUCT_TOO_LARGE
    if case is not None:
        engine.report(state, case, span, callee=name, type=spelled, size=str(ctype.size))


def _is_in_two_graphs(ctype: Type) -> bool:
    """True for a struct that a list and a tree may own at once, which takes a count of references.

    Source: btf_parse_fields() in kernel/bpf/btf.c.
    """
    names = {member.name for member in special_members(ctype)}
    return {"bpf_list_node", "bpf_rb_node"} <= names and "bpf_refcount" not in names


def _is_percpu(site: Site) -> bool:
    return "percpu" in site.name


def _new(engine: Machine, state: State, site: Site) -> bool:
    name, percpu, null = site.name, _is_percpu(site), engine.identity()
    _, ctype = _named_type(engine, site.value(0))
    record = ctype if ctype is not None and ctype.is_record else None
    region = engine.region(
        RegionKind.ALLOC,
        record,
        record.name if record else "",
        record.size if record else None,
        percpu=percpu,
        origin=name,
    )
    release = "bpf_percpu_obj_drop" if percpu else "bpf_obj_drop"
    life = references.acquire(engine, state, site, null, release_name=release, type_name=region.name)
    engine.result(state, site.call, Pointer(region, 0, null, life, Trust.TRUSTED))
    return True


def _is_no_struct(spelled: str, ctype: Type | None) -> bool:
    is_union = ctype.kind is Kind.UNION if ctype is not None else spelled.startswith("union ")
    return is_union or _is_no_record(spelled, ctype)


def _is_no_record(spelled: str, ctype: Type | None) -> bool:
    """True for what is neither a struct nor a union: the kernel's btf_type_is_struct() means both."""
    if ctype is not None:
        return ctype.kind in (Kind.INT, Kind.ENUM, Kind.POINTER, Kind.ARRAY)
    return spelled.startswith("enum ") or _INTEGER.fullmatch(spelled) is not None


def _has_pointer(ctype: Type, depth: int = 0) -> bool:
    for member in ctype.fields:
        inner = member.type
        while inner.kind is Kind.ARRAY and inner.target is not None:
            inner = inner.target
        if inner.kind is Kind.POINTER or (inner.is_record and depth < 4 and _has_pointer(inner, depth + 1)):
            return True
    return False


def _check_drop(engine: Machine, state: State, site: Site) -> None:
    value, span, subject, parts = site.value(0), site.span(0), site.subject(0), site.parts(0)
    if not isinstance(value, Pointer) or state.death(value) is not None:
        return
    region = value.region
    about = (value.life, value.null)
    if region.kind is RegionKind.ALLOC:
        if region.percpu != _is_percpu(site):
            case = Case.PERCPU_DROPPED_AS_PLAIN if region.percpu else Case.PLAIN_DROPPED_AS_PERCPU
            engine.report(state, case, span, about=about, key=subject, parts=parts)
        elif value.life not in state.owned and value.life not in state.unsure:
            engine.report(state, Case.DROPPED_UNOWNED, span, about=about, key=subject, parts=parts)
        elif value.offset != 0:
            engine.report(state, Case.RELEASED_AT_OFFSET, span, about=about, key=subject, parts=parts)
    elif region.kind in (RegionKind.STACK, RegionKind.MAP_VALUE, RegionKind.GLOBAL) or (
        region.kind is RegionKind.KERNEL and value.trust is not Trust.UNKNOWN
    ):
        engine.report(state, Case.FOREIGN_OBJECT_DROPPED, span, about=about, key=subject, parts=parts)
    _check_tracing(engine, state, span, state.type_of(region), parts)


def _drop(engine: Machine, state: State, site: Site) -> bool:
    value = site.value(0)
    if not isinstance(value, Pointer) or state.death(value) is None:
        references.release(state, site, value)
    engine.result(state, site.call, UNKNOWN)
    return True


def _may_interrupt(kind: ProgramKind) -> bool:
    """True for programs that may run in an NMI."""
    if kind.sleepable:
        return False
    if kind.type == "BPF_PROG_TYPE_TRACING":
        return kind.attach != "BPF_TRACE_ITER"
    return kind.type in (
        "BPF_PROG_TYPE_KPROBE",
        "BPF_PROG_TYPE_PERF_EVENT",
        "BPF_PROG_TYPE_RAW_TRACEPOINT",
        "BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE",
        "BPF_PROG_TYPE_TRACEPOINT",
    )


def _check_tracing(engine: Machine, state: State, span: Span, ctype: Type | None, parts: dict[str, str]) -> None:
    """In programs that may run in an NMI, objects with certain members cannot be freed."""
    if engine.kind is None or not _may_interrupt(engine.kind) or ctype is None or not engine.has(Change.NMI_CHECKED):
        return
    if any(member.name not in _NMI_SAFE for member in special_members(ctype)):
        engine.report(state, Case.DROPPED_IN_NMI, span, key="nmi", parts=parts)


def _check_share(engine: Machine, state: State, site: Site) -> None:
    value, span, subject, parts = site.value(0), site.span(0), site.subject(0), site.parts(0)
    if not isinstance(value, Pointer) or value.region.kind is RegionKind.OTHER:
        return
    region = value.region
    if region.kind is not RegionKind.ALLOC:
        engine.report(state, Case.NOT_REFCOUNTED, span, key=subject, parts=parts)
        return
    if engine.has(Change.OBJECTS_CHECKED):
        if value.offset not in (0, None):
            engine.report(state, Case.RELEASED_AT_OFFSET, span, key=subject, parts=parts)
        if outlived_rcu(state, value):
            engine.report(state, Case.REFCOUNT_OUTLIVED_RCU, span, about=(value.null,), key=subject, parts=parts)
    ctype = state.type_of(region)
    known = ctype is not None and ctype.complete and ctype.fields
    if known and not any(member.name == "bpf_refcount" for member in special_members(ctype)):
        engine.report(state, Case.NOT_REFCOUNTED, span, key=subject, parts=parts)


def _share(engine: Machine, state: State, site: Site) -> bool:
    value, name = site.value(0), site.name
    if not isinstance(value, Pointer) or value.region.kind is not RegionKind.ALLOC:
        engine.result(state, site.call, UNKNOWN)
        return True
    region = value.region
    null = 0 if value.life in state.owned else engine.identity()
    if not engine.has(Change.OBJECTS_CHECKED) and not value.life:
        # These kernels take the result as not NULL, which a program may test all the same.
        null = -null
    copy = engine.region(RegionKind.ALLOC, state.type_of(region), region.name, region.size, origin=name)
    life = references.acquire(engine, state, site, null, release_name="bpf_obj_drop", type_name=region.name)
    engine.result(state, site.call, Pointer(copy, 0, null, life, Trust.TRUSTED))
    return True


def _check_kernel_context(engine: Machine, state: State, site: Site) -> None:
    """Reports a context that is taken for the kernel's struct of another type of programs.

    What accesses to it come to is not looked at, so it is a doubt. Source: get_kern_ctx_btf_id() in kernel/bpf/btf.c.
    """
    given, result = kernel_struct(engine.type), site.call.result
    taken = struct_taken_for(state.top.function, result) if given and result is not None else None
    if taken is not None and taken.name and essential_name(taken.name) != given:
        parts = site.parts(0, actual=given, wanted=taken.name)
        engine.report(state, Case.CONTEXT_TAKEN_FOR_OTHER, site.call.span, key=given, sure=False, parts=parts)


def _to_kernel_context(engine: Machine, state: State, site: Site) -> bool:
    ctype = site.call.result.type.target if site.call.result is not None else None
    known = ctype if ctype is not None and ctype.is_record else None
    engine.result(state, site.call, engine.kernel_object(known, Trust.TRUSTED))
    return True


def _is_untyped(state: State, site: Site) -> bool:
    return len(site.args) > 1 and state.constant(site.value(1)) == 0


def _check_cast(engine: Machine, state: State, site: Site) -> None:
    spelled, ctype = _named_type(engine, site.value(1))
    if _is_no_record(spelled, ctype):
        engine.report(state, Case.TYPE_IS_NO_STRUCT, site.span(1), callee=site.name, type=spelled)
    elif (ctype is None or not ctype.is_record) and _is_untyped(state, site) and not engine.has(Change.UNTYPED_CASTS):
        engine.report(state, Case.TYPE_IS_NO_STRUCT, site.span(1), callee=site.name, type="void")


def _cast(engine: Machine, state: State, site: Site) -> bool:
    _, ctype = _named_type(engine, site.value(1))
    result: Value = UNKNOWN
    if ctype is not None and ctype.is_record:
        result = engine.kernel_object(ctype, Trust.UNTRUSTED, tested=True)
    elif _is_untyped(state, site):
        null = -engine.identity() if engine.has(Change.MEMORY_MAY_BE_NULL) else 0
        result = Pointer(engine.region(RegionKind.OTHER, origin=site.name, readonly=True), null=null)
    engine.result(state, site.call, result)
    return True


_NEW, _DROP, _SHARE = Effect(_new, _check_new), Effect(_drop, _check_drop), Effect(_share, _check_share)
EFFECTS: Final[Mapping[str, Effect]] = {
    "bpf_obj_new": _NEW,
    "bpf_obj_new_impl": _NEW,
    "bpf_percpu_obj_new": _NEW,
    "bpf_percpu_obj_new_impl": _NEW,
    "bpf_obj_drop": _DROP,
    "bpf_obj_drop_impl": _DROP,
    "bpf_percpu_obj_drop": _DROP,
    "bpf_percpu_obj_drop_impl": _DROP,
    "bpf_refcount_acquire": _SHARE,
    "bpf_refcount_acquire_impl": _SHARE,
    "bpf_cast_to_kern_ctx": Effect(_to_kernel_context, _check_kernel_context),
    "bpf_rdonly_cast": Effect(_cast, _check_cast),
}
