"""Objects of the program's own: made, shared and dropped."""

from __future__ import annotations

import re

from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import UNKNOWN, Pointer, RegionKind, Scalar, Trust, Value
from bpflint.flow.effects import references
from bpflint.flow.machine import call_site
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import trust_of
from bpflint.flow.static.struct_layout import special_members
from bpflint.kernel.kfunc import KfuncAt
from bpflint.kernel.verifier_change import Change
from bpflint.source.model import Call, Kind, Type

NEWS = frozenset({"bpf_obj_new_impl", "bpf_percpu_obj_new_impl", "bpf_obj_new", "bpf_percpu_obj_new"})
DROPS = frozenset({"bpf_obj_drop_impl", "bpf_percpu_obj_drop_impl", "bpf_obj_drop", "bpf_percpu_obj_drop"})
SHARES = frozenset({"bpf_refcount_acquire_impl", "bpf_refcount_acquire"})
CASTS = frozenset({"bpf_rdonly_cast", "bpf_cast_to_kern_ctx"})
KFUNCS = NEWS | DROPS | SHARES | CASTS
_INTEGER = re.compile(r"(unsigned |signed )?(char|short|int|long( long)?|bool|_Bool)|(__)?[us](8|16|32|64)")
MAX_PERCPU = 512
"""Bytes of a per-CPU object. Source: BPF_GLOBAL_PERCPU_MA_MAX_SIZE in kernel/bpf/verifier.c."""
_NMI_UNSAFE = frozenset({"bpf_list_head", "bpf_rb_root", "kptr", "percpu_kptr"})


def call(engine: Machine, state: State, call_: Call, kfunc: KfuncAt, args: tuple[Value, ...]) -> bool:
    """Runs one of these kfuncs. False where the path ends."""
    name = kfunc.name
    if name in NEWS:
        engine.result(state, call_, _new(engine, state, call_, name, args))
    elif name in DROPS:
        _drop(engine, state, call_, name, args)
        engine.result(state, call_, UNKNOWN)
    elif name in SHARES:
        engine.result(state, call_, _share(engine, state, call_, name, args))
    else:
        engine.result(state, call_, _cast(engine, state, call_, name, args))
    return True


def _named_type(engine: Machine, value: Value) -> tuple[str, Type | None]:
    """The type that a type id stands for, by name and as such."""
    if not isinstance(value, Scalar):
        return "", None
    name = engine.type_ids.get(value.ident, "")
    return name, engine.unit.find_type(name) if name else None


def _new(engine: Machine, state: State, call_: Call, name: str, args: tuple[Value, ...]) -> Value:
    ident = args[0] if args else UNKNOWN
    constant = state.constant(ident)
    spelled, ctype = _named_type(engine, ident)
    span = call_.arg_spans[0] if call_.arg_spans else call_.span
    if constant is not None and not 0 <= constant <= (1 << 32) - 1:
        engine.report(state, Case.BAD_TYPE_ID, span, callee=name, subject=call_site.argument_name(call_, 0))
    if _is_no_struct(spelled, ctype):
        engine.report(state, Case.TYPE_IS_NO_STRUCT, span, callee=name, type=spelled)
    percpu = "percpu" in name
    if percpu and ctype is not None and ctype.complete and ctype.is_record:
        case = None
        if special_members(ctype):
            case = Case.PERCPU_STRUCT_SPECIAL
        elif _has_pointer(ctype):
            case = Case.PERCPU_STRUCT_WITH_POINTER
        elif ctype.size > MAX_PERCPU:
            case = Case.PERCPU_STRUCT_TOO_LARGE
        if case is not None:
            engine.report(state, case, span, callee=name, type=spelled, size=str(ctype.size))
    null = engine.identity()
    record = ctype if ctype is not None and ctype.is_record else None
    region = engine.region(
        RegionKind.ALLOC,
        record,
        record.name if record else "",
        record.size if record else None,
        percpu=percpu,
        origin=name,
    )
    life = references.acquire(
        engine,
        state,
        call_,
        name,
        null,
        release_name="bpf_percpu_obj_drop" if percpu else "bpf_obj_drop",
        type_name=region.name,
    )
    return Pointer(region, 0, null, life, Trust.TRUSTED)


def _is_no_struct(spelled: str, ctype: Type | None) -> bool:
    if ctype is not None:
        return ctype.kind in (Kind.INT, Kind.ENUM, Kind.UNION, Kind.POINTER, Kind.ARRAY)
    return spelled.startswith(("union ", "enum ")) or _INTEGER.fullmatch(spelled) is not None


def _has_pointer(ctype: Type, depth: int = 0) -> bool:
    for member in ctype.fields:
        inner = member.type
        while inner.kind is Kind.ARRAY and inner.target is not None:
            inner = inner.target
        if inner.kind is Kind.POINTER or (inner.is_record and depth < 4 and _has_pointer(inner, depth + 1)):
            return True
    return False


def _drop(engine: Machine, state: State, call_: Call, name: str, args: tuple[Value, ...]) -> None:
    value = args[0] if args else UNKNOWN
    span = call_.arg_spans[0] if call_.arg_spans else call_.span
    subject = call_site.argument_name(call_, 0)
    if isinstance(value, Pointer):
        parts = {"callee": name, "subject": subject, "argument": "1"}
        about = (value.life, value.null)
        region = value.region
        if state.death(value) is not None:
            return
        if region.kind is RegionKind.ALLOC:
            if region.percpu != ("percpu" in name):
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
    references.release(state, call_, value, name)


def _check_tracing(engine: Machine, state: State, span: object, ctype: Type | None, parts: dict[str, str]) -> None:
    """In programs that may run in an NMI, objects with certain members cannot be freed."""
    if not engine.drops_unsafe or ctype is None or not engine.kernel.has(Change.NMI_CHECKED):
        return
    if any(member.name in _NMI_UNSAFE for member in special_members(ctype)):
        engine.report(state, Case.DROPPED_IN_NMI, span, key="nmi", parts=parts)  # type: ignore[arg-type]


def _share(engine: Machine, state: State, call_: Call, name: str, args: tuple[Value, ...]) -> Value:
    value = args[0] if args else UNKNOWN
    span = call_.arg_spans[0] if call_.arg_spans else call_.span
    subject = call_site.argument_name(call_, 0)
    if not isinstance(value, Pointer) or value.region.kind is RegionKind.OTHER:
        return UNKNOWN
    region = value.region
    parts = {"callee": name, "subject": subject, "argument": "1"}
    if region.kind is not RegionKind.ALLOC:
        engine.report(state, Case.NOT_REFCOUNTED, span, key=subject, parts=parts)
        return UNKNOWN
    checked = engine.kernel.has(Change.OBJECTS_CHECKED)
    if checked and value.offset not in (0, None):
        engine.report(state, Case.RELEASED_AT_OFFSET, span, key=subject, parts=parts)
    if checked and not value.life and trust_of(state, value) is Trust.UNTRUSTED:
        engine.report(state, Case.REFCOUNT_OUTLIVED_RCU, span, about=(value.null,), key=subject, parts=parts)
    ctype = state.type_of(region)
    known = ctype is not None and ctype.complete and ctype.fields
    if known and not any(member.name == "bpf_refcount" for member in special_members(ctype)):
        engine.report(state, Case.NOT_REFCOUNTED, span, key=subject, parts=parts)
    owning = value.life in state.owned
    null = 0 if owning else engine.identity()
    if not checked and not value.life:
        # These kernels take the result as not NULL, which a program may test all the same.
        null = -null
    copy = engine.region(RegionKind.ALLOC, ctype, region.name, region.size, origin=name)
    life = references.acquire(engine, state, call_, name, null, release_name="bpf_obj_drop", type_name=region.name)
    return Pointer(copy, 0, null, life, Trust.TRUSTED)


def _cast(engine: Machine, state: State, call_: Call, name: str, args: tuple[Value, ...]) -> Value:
    if name == "bpf_cast_to_kern_ctx":
        ctype = call_.result.type.target if call_.result is not None else None
        return engine.kernel_object(ctype if ctype is not None and ctype.is_record else None, Trust.TRUSTED)
    spelled, ctype = _named_type(engine, args[1] if len(args) > 1 else UNKNOWN)
    span = call_.arg_spans[1] if len(call_.arg_spans) > 1 else call_.span
    if _is_no_struct(spelled, ctype):
        engine.report(state, Case.TYPE_IS_NO_STRUCT, span, callee=name, type=spelled)
    if ctype is None or not ctype.is_record:
        untyped = len(args) > 1 and state.constant(args[1]) == 0
        if untyped and not engine.kernel.has(Change.UNTYPED_CASTS):
            engine.report(state, Case.TYPE_IS_NO_STRUCT, span, callee=name, type="void")
        if untyped and not engine.kernel.has(Change.MEMORY_MAY_BE_NULL):
            return Pointer(engine.region(RegionKind.OTHER, origin=name))
        return UNKNOWN
    return engine.kernel_object(ctype, Trust.UNTRUSTED, tested=True)
