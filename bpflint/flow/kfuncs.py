"""Kfunc calls: checks each argument the way the verifier does, then does what the kfunc's flags say.

Special kfuncs (lists, trees, iterators, dynptrs, locks, exceptions) have modules of their own. A pointer whose origin
is unknown is taken as right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpflint.flow import (
    arithmetic,
    callbacks,
    calls,
    dynptr,
    entry,
    exceptions,
    graph,
    iterators,
    locks,
    objects,
)
from bpflint.flow.arguments import STRUCTURAL, Want, wants
from bpflint.flow.layout import is_scalar_struct, special_at, special_members, struct_at
from bpflint.flow.state import Death, Reference, State
from bpflint.flow.trust import in_rcu, trust_of
from bpflint.flow.values import UNKNOWN, Argument, Pointer, RegionKind, Scalar, Trust, Value, is_null
from bpflint.kernel.ctype import UNKNOWN as UNKNOWN_CTYPE
from bpflint.kernel.kfunc import TRUSTED_BY_DEFAULT, KfuncAt, Param
from bpflint.source.model import Call, Declaration, Function, Kind, Span, Type

if TYPE_CHECKING:
    from bpflint.flow.interpreter import Interpreter

_MEMORY = (RegionKind.STACK, RegionKind.MAP_VALUE, RegionKind.GLOBAL, RegionKind.MEMORY)

REGIONS = {
    "bpf_rcu_read_lock": ("rcu", True),
    "bpf_rcu_read_unlock": ("rcu", False),
    "bpf_preempt_disable": ("preempt", True),
    "bpf_preempt_enable": ("preempt", False),
}
UNFINISHED = "___init"
"""Ends the name of a struct that is not yet in use; the verifier never takes one for the other."""
ASYNC = {
    "bpf_wq_set_callback_impl": 1,
    "bpf_wq_set_callback": 1,
    "bpf_task_work_schedule_signal": 3,
    "bpf_task_work_schedule_resume": 3,
    "bpf_task_work_schedule_signal_impl": 3,
    "bpf_task_work_schedule_resume_impl": 3,
}
"""Kfuncs that take a callback to run later, with the callback's position."""


def call(engine: Interpreter, state: State, call_: Call, kfunc: KfuncAt, args: tuple[Value, ...]) -> bool:
    """Runs a kfunc call. False where the path ends."""
    args = tuple(value.pointer if isinstance(value, Argument) else value for value in args)
    name = kfunc.name
    _check_lock_held(engine, state, call_, kfunc)
    if "KF_SLEEPABLE" in kfunc.flags:
        locks.check_sleep(engine, state, call_, name)
    if name == "bpf_throw":
        exceptions.throw(engine, state, call_, args)
        return False
    for want in wants(kfunc):
        if want.index < len(args):
            _check(engine, state, call_, kfunc, want, args)
    if "KF_RCU_PROTECTED" in kfunc.flags and not in_rcu(engine, state):
        engine.report(state, "KF407", "needs_rcu", call_.span, callee=name, key=name)
    state.forget_shared()
    if name in REGIONS:
        return _region(engine, state, call_, name)
    if name in ASYNC:
        _later(engine, name, args)
    if not kfunc.flags.isdisjoint(("KF_ITER_NEW", "KF_ITER_NEXT", "KF_ITER_DESTROY")):
        return iterators.call(engine, state, call_, name, args, kfunc)
    if name in dynptr.KFUNCS:
        return dynptr.kfunc(engine, state, call_, kfunc, args)
    if name in graph.KFUNCS:
        return graph.call(engine, state, call_, kfunc, args)
    if name in objects.KFUNCS:
        return objects.call(engine, state, call_, kfunc, args)
    if "spin_lock" in name or "spin_unlock" in name:
        return _res_lock(engine, state, call_, name, args)
    if name in ("bpf_local_irq_save", "bpf_local_irq_restore"):
        return _irq(engine, state, call_, name, args)
    if "KF_RELEASE" in kfunc.flags and args:
        release(state, call_, args[0], name)
    _touch(state, kfunc, args)
    engine.result(state, call_, _result(engine, state, call_, kfunc, args))
    if name == "bpf_xdp_pull_data":
        dynptr.packet_changed(engine, state, call_)
    return True


def unlisted(engine: Interpreter, state: State, call_: Call, name: str, args: tuple[Value, ...]) -> bool:
    """A function that this kernel's facts do not know. Iterators keep to fixed names, so theirs are known anyway."""
    args = tuple(value.pointer if isinstance(value, Argument) else value for value in args)
    declaration = engine.unit.declarations.get(name)
    if state.locks and declaration is not None and declaration.is_ksym:
        # Which functions of other modules may be called under a lock is up to their flags, since there is such a flag.
        marked = engine.kernel.kfunc("bpf_iter_num_new")
        sure = marked is not None and "KF_SPINLOCK_SAFE" not in marked.flags
        _report_locked(engine, state, call_, name, sure=sure)
    if iterators.is_iterator(name, call_):
        return iterators.call(engine, state, call_, name, args, None)
    if declaration is not None and declaration.is_ksym:
        _check_declared(engine, state, call_, declaration, args)
    for value in args:
        if isinstance(value, Pointer) and value.life in state.owned:
            del state.owned[value.life]
            state.unsure = state.unsure | {value.life}
    return calls._unknown(engine, state, call_, args)


def _check_declared(
    engine: Interpreter, state: State, call_: Call, declaration: Declaration, args: tuple[Value, ...]
) -> None:
    """A function of an unknown module: what its declaration and the verifier's defaults alone ask for.

    From 7.0 on every pointer has to be valid unless its parameter is marked; before, that took a flag of the function.
    """
    for index, (ctype, value) in enumerate(zip(declaration.type.params, args, strict=False)):
        target = ctype.target
        if ctype.kind is not Kind.POINTER or target is None:
            continue
        name = declaration.param_names[index] if index < len(declaration.param_names) else ""
        suffixes = Param(name, UNKNOWN_CTYPE).suffixes
        if suffixes & {"__ign", "__prog", "__arena"}:
            continue
        subject = calls.argument_name(call_, index)
        span = call_.arg_spans[index] if index < len(call_.arg_spans) else call_.span
        parts = {"callee": declaration.name, "argument": str(index + 1), "subject": subject, "parameter": name}
        is_dynptr = target.name == "bpf_dynptr"
        if not suffixes & {"__nullable", "__opt"} and (is_dynptr or engine.kernel.version >= TRUSTED_BY_DEFAULT):
            if _is_zero(state, value):
                engine.report(state, "KF107", "null", span, key=subject, parts=parts)
                continue
            if isinstance(value, Pointer) and state.death(value) is None and _maybe_null(state, value):
                origin, _ = entry.origin(state, value)
                case = "maybe" if origin else "maybe_loaded"
                about = (value.null, value.life)
                engine.report(state, "KF107", case, span, about=about, key=subject, origin=origin, parts=parts)
                state.nulls[value.null] = False
                continue
        if "__iter" in suffixes or (
            target.name.startswith("bpf_iter_") and f"{target.name}_next" in engine.unit.declarations
        ):
            iterators.use(engine, state, call_, index, value, declaration.name)
        elif is_dynptr and "__uninit" not in suffixes:
            dynptr.use(engine, state, call_, index, value, declaration.name, kfunc=True)


def _check_lock_held(engine: Interpreter, state: State, call_: Call, kfunc: KfuncAt) -> None:
    """Under a spin lock only a few kfuncs may be called."""
    if not state.locks or "KF_SPINLOCK_SAFE" in kfunc.flags:
        return
    name = kfunc.name
    if (
        name in graph.KFUNCS
        or name.startswith(("bpf_iter_num_", "bpf_res_spin_", "bpf_refcount_acquire", "bpf_arena_", "bpf_stream_"))
        or "spin" in name
    ):
        return
    _report_locked(engine, state, call_, name)


def _report_locked(engine: Interpreter, state: State, call_: Call, name: str, *, sure: bool = True) -> None:
    engine.report(
        state,
        "KF204" if name != "bpf_throw" else "KF414",
        "in_lock" if name != "bpf_throw" else "lock_throw",
        call_.span,
        key="lock",
        sure=sure,
        callee=name,
        subject=state.locks[-1].name,
        opened_at=state.locks[-1].span,
        region="lock",
    )


# ------------------------------------------------------------------------------------------------------------ arguments


def _check(engine: Interpreter, state: State, call_: Call, kfunc: KfuncAt, want: Want, args: tuple[Value, ...]) -> None:
    value = args[want.index]
    if want.kind == "ignore":
        return
    subject = calls.argument_name(call_, want.index)
    span = call_.arg_spans[want.index] if want.index < len(call_.arg_spans) else call_.span
    parts = {"callee": kfunc.name, "argument": str(want.index + 1), "subject": subject, "parameter": want.name}
    if want.kind in ("constant", "constant_size"):
        _check_constant(engine, state, value, span, parts)
    if want.kind in ("size", "constant_size", "constant", "integer", "result_size"):
        return
    if isinstance(value, Scalar):
        if _is_zero(state, value):
            if not want.nullable and _wants_valid(kfunc, want):
                engine.report(state, "KF107", "null", span, key=subject, parts=parts)
        elif state.constant(value) is not None and want.kind in ("object", "buffer"):
            engine.report(state, "KF108", "integer", span, key=subject, parts=parts)
        return
    if not isinstance(value, Pointer):
        return
    about = (value.null, value.life)
    death = state.death(value)
    if death is not None:
        rule, case = "KF412" if death.how == "unlocked" else "KF405", death.how
        if "KF_RELEASE" in kfunc.flags and want.index == 0 and death.how == "released":
            rule, case = "KF404", "twice"
        elif death.how == "moved" and value.region.kind is not RegionKind.KERNEL:
            return
        engine.report(state, rule, case, span, about=about, key=subject, freed=death.callee, parts=parts)
        return
    if not want.nullable and _maybe_null(state, value) and _wants_valid(kfunc, want):
        origin, _ = entry.origin(state, value)
        case = "maybe" if origin else "maybe_loaded"
        if state.nullness(value) is True:
            case = "is_null"
        engine.report(state, "KF107", case, span, about=about, key=subject, origin=origin, parts=parts)
        state.nulls[value.null] = False
        return
    if want.kind == "object":
        _check_object(engine, state, kfunc, want, value, span, parts)
    elif want.kind == "buffer" and want.size is not None and want.size < len(args):
        check_buffer(engine, state, value, args[want.size], span, parts, call_, want.size)
    elif want.kind in ("wq", "timer", "task_work"):
        _check_placed(engine, state, want, value, span, parts)
    elif want.kind == "map":
        _check_map(engine, state, kfunc, value, args, span, parts)
    elif want.kind == "dynptr" and not want.uninit and kfunc.name not in dynptr.KFUNCS:
        dynptr.use(engine, state, call_, want.index, value, kfunc.name, kfunc=True)
    elif want.kind == "iter" and kfunc.flags.isdisjoint(("KF_ITER_NEW", "KF_ITER_NEXT", "KF_ITER_DESTROY")):
        iterators.use(engine, state, call_, want.index, value, kfunc.name)
    elif want.kind == "context" and value.region.kind is RegionKind.KERNEL:
        if trust_of(state, value) in (Trust.PLAIN, Trust.UNTRUSTED) and kfunc.trusted_args:
            engine.report(state, "KF108", "plain", span, about=about, key=subject, type=want.struct, parts=parts)
    elif want.kind == "string" and value.region.kind is RegionKind.STACK:
        engine.report(state, "KF108", "not_string", span, about=about, key=subject, parts=parts)


def _check_constant(engine: Interpreter, state: State, value: Value, span: Span, parts: dict[str, str]) -> None:
    if not isinstance(value, Scalar) or value.vague or value.ident in engine.type_ids:
        return
    if state.constant(value) is None:
        engine.report(state, "KF106", "variable", span, about=(value.ident,), key=parts["subject"], parts=parts)


def _is_zero(state: State, value: Value) -> bool:
    return is_null(value) or (isinstance(value, Scalar) and state.range(value) == (0, 0))


def _maybe_null(state: State, value: Pointer) -> bool:
    if state.nullness(value) is False:
        return False
    kind = value.region.kind
    if kind in (RegionKind.KERNEL, RegionKind.ALLOC) and not value.life:
        return trust_of(state, value) in (Trust.TRUSTED, Trust.RCU)
    return kind is not RegionKind.OTHER and kind is not RegionKind.FUNCTION


def _wants_valid(kfunc: KfuncAt, want: Want) -> bool:
    if want.kind in STRUCTURAL:
        return True
    if want.kind in ("context", "callback", "irq", "memory"):
        return kfunc.trusted_args and want.kind != "callback"
    return kfunc.trusted_args or "KF_RCU" in kfunc.flags


def _check_object(
    engine: Interpreter,
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
        if region.kind is RegionKind.MEMORY and region.origin == "the caller":
            return
        # The address of a variable is a matter of types, which KF105 looks after.
        if parts["subject"].startswith("&"):
            return
        if is_scalar_struct(known) is False and (kfunc.trusted_args or "KF_RCU" in kfunc.flags):
            engine.report(
                state, "KF108", "not_kernel", span, about=about, key=parts["subject"], type=want.struct, parts=parts
            )
        return
    if region.kind is RegionKind.ALLOC and releases and value.life not in state.owned:
        return
    if region.kind is not RegionKind.KERNEL:
        return
    if releases and value.life not in state.owned:
        if trust_of(state, value) is not Trust.UNKNOWN:
            engine.report(
                state, "KF404", "unowned", span, about=about, key=parts["subject"], type=want.struct, parts=parts
            )
        return
    if releases and value.offset != 0:
        engine.report(state, "KF404", "offset", span, about=about, key=parts["subject"], parts=parts)
    if kfunc.trusted_args or "KF_RCU" in kfunc.flags:
        trust = trust_of(state, value)
        if trust is Trust.RCU and "KF_RCU" not in kfunc.flags:
            engine.report(state, "KF108", "rcu", span, about=about, key=parts["subject"], type=want.struct, parts=parts)
        elif trust in (Trust.UNTRUSTED, Trust.PLAIN):
            case = "stale" if value.trust is Trust.RCU else "walked" if trust is Trust.UNTRUSTED else "plain"
            if "KF_RCU" in kfunc.flags and case != "stale":
                case = f"{case}_rcu"
            engine.report(state, "KF108", case, span, about=about, key=parts["subject"], type=want.struct, parts=parts)
    _check_type(engine, state, want, value, span, parts)


def _check_type(
    engine: Interpreter,
    state: State,
    want: Want,
    value: Pointer,
    span: Span,
    parts: dict[str, str],
) -> None:
    actual = value.region.type
    if actual is None or not actual.name or value.offset is None or actual.name == want.struct:
        return
    if {actual.name, want.struct} == {
        want.struct.removesuffix(UNFINISHED),
        want.struct.removesuffix(UNFINISHED) + UNFINISHED,
    }:
        engine.report(
            state,
            "KF108",
            "other_type",
            span,
            about=(value.null, value.life),
            key=parts["subject"],
            type=want.struct,
            actual=actual.name,
            parts=parts,
        )
        return
    if "___" in actual.name or "___" in want.struct or not actual.complete:
        return
    if struct_at(actual, value.offset, want.struct) is False and value.trust is not Trust.UNKNOWN:
        # A sock may be any of its relatives to the verifier.
        if {actual.name, want.struct} & {"sock", "sock_common", "sk_buff", "__sk_buff"}:
            return
        engine.report(
            state,
            "KF108",
            "other_type",
            span,
            about=(value.null, value.life),
            key=parts["subject"],
            type=want.struct,
            actual=actual.name,
            parts=parts,
        )


def check_buffer(
    engine: Interpreter,
    state: State,
    pointer: Pointer,
    size: Value,
    span: Span,
    parts: dict[str, str],
    call_: Call,
    size_index: int,
    *,
    kfunc: bool = True,
) -> None:
    """Reports a buffer that is smaller than the size passed along with it."""
    region = pointer.region
    available = region.size
    if region.kind not in _MEMORY and region.kind not in (RegionKind.ALLOC, RegionKind.STRING):
        return
    if pointer.offset is None or not isinstance(size, Scalar) or (region.kind is RegionKind.GLOBAL and not available):
        return
    if region.kind is RegionKind.MEMORY and not available:
        return
    low, high = state.range(size)
    more = dict(parts)
    more["size"] = calls.argument_name(call_, size_index)
    about = (pointer.null, pointer.life, size.ident)
    if available and low == high and low > available - pointer.offset:
        more["available"], more["wanted"] = str(available - pointer.offset), str(low)
        engine.report(state, "KF413", "too_large", span, about=about, key=parts["subject"], kfunc=kfunc, parts=more)
    elif high < 0:
        engine.report(state, "KF413", "negative", span, about=about, key=parts["subject"], kfunc=kfunc, parts=more)
    elif not size.vague and size.ident and size.ident not in state.bounds and high >= (1 << 31) - 1:
        case = "negative" if low < 0 else "unbounded"
        engine.report(state, "KF413", case, span, about=about, key=parts["subject"], kfunc=kfunc, parts=more)


def _check_placed(
    engine: Interpreter, state: State, want: Want, value: Pointer, span: Span, parts: dict[str, str]
) -> None:
    region = value.region
    struct = f"bpf_{want.kind}"
    if region.kind in (RegionKind.STACK, RegionKind.ALLOC, RegionKind.MEMORY, RegionKind.STRING, RegionKind.KERNEL):
        if region.origin != "the caller":
            engine.report(state, "KF410", "not_in_map", span, key=parts["subject"], type=struct, parts=parts)
        return
    if region.kind is not RegionKind.MAP_VALUE:
        return
    if value.offset is None:
        engine.report(state, "KF410", "variable_offset", span, key=parts["subject"], type=struct, parts=parts)
        return
    if region.type is None or not special_members(region.type):
        return
    member = special_at(region.type, value.offset)
    if member is None or member.name != struct or member.offset != value.offset:
        engine.report(state, "KF410", "wrong_member", span, key=parts["subject"], type=struct, parts=parts)


def _check_map(
    engine: Interpreter,
    state: State,
    kfunc: KfuncAt,
    value: Pointer,
    args: tuple[Value, ...],
    span: Span,
    parts: dict[str, str],
) -> None:
    region = value.region
    if region.kind in (*_MEMORY, RegionKind.CONTEXT) and region.origin != "the caller":
        engine.report(state, "KF410", "not_a_map", span, key=parts["subject"], parts=parts)
        return
    if region.kind is RegionKind.KERNEL and value.region.type is not None and value.trust is not Trust.UNKNOWN:
        if value.region.type.name != "bpf_map":
            engine.report(state, "KF410", "not_a_map", span, key=parts["subject"], parts=parts)
        elif kfunc.trusted_args and trust_of(state, value) in (Trust.PLAIN, Trust.UNTRUSTED):
            engine.report(state, "KF108", "walked", span, key=parts["subject"], type="bpf_map", parts=parts)
        return
    if region.kind is not RegionKind.MAP:
        return
    placed = [other for other in wants(kfunc) if other.kind in ("wq", "timer", "task_work")]
    for other in placed:
        holder = args[other.index] if other.index < len(args) else UNKNOWN
        if not isinstance(holder, Pointer) or holder.region.kind is not RegionKind.MAP_VALUE:
            continue
        owner = holder.region.map
        # An element of an inner map may be of any map with that shape.
        if owner is not None and region.map is not None and owner.name != region.map.name and not owner.inner:
            engine.report(state, "KF410", "other_map", span, key=parts["subject"], parts=parts, map=owner.name)


# ------------------------------------------------------------------------------------------------------------ effects


def acquire(
    engine: Interpreter,
    state: State,
    call_: Call,
    callee: str,
    null: int,
    *,
    what: str = "reference",
    release_name: str = "",
    kfunc: bool = True,
    name: str = "",
    type_name: str = "",
) -> int:
    """Something now has to be given back. Returns its token."""
    token = engine.identity()
    state.owned[token] = Reference(
        callee, call_.span, name or result_name(call_), what, release_name, null, len(state.frames), kfunc, type_name
    )
    state.tell(call_.span, f"{callee}() acquires {'it' if what == 'reference' else 'the ' + what} here", token, null)
    return token


def result_name(call_: Call) -> str:
    """How the user calls the result of a call."""
    name = call_.result.name if call_.result is not None else ""
    return name if name and "(" not in name else ""


def release(state: State, call_: Call, value: Value, callee: str, how: str = "released") -> None:
    """Gives back what `value` is. Where nobody knows what that is, everything might be given back."""
    if isinstance(value, Argument):
        value = value.pointer
    if not isinstance(value, Pointer):
        if not is_null(value):
            state.lose()
        return
    if value.life in state.owned:
        kill(state, value.life, how, callee, call_.span)
        state.tell(call_.span, f"{callee}() gives it back here", value.life, value.null)
    elif value.region.kind is RegionKind.OTHER or (
        value.region.kind is RegionKind.KERNEL and trust_of(state, value) is Trust.UNKNOWN
    ):
        state.lose()


def kill(state: State, token: int, how: str, callee: str, span: Span) -> None:
    """Ends the lifetime `token`."""
    state.owned.pop(token, None)
    state.dead[token] = Death(how, callee, span)


def _touch(state: State, kfunc: KfuncAt, args: tuple[Value, ...]) -> None:
    """The kfunc may write to the buffers it is given."""
    state.forget_shared()
    for want in wants(kfunc):
        if want.index < len(args) and want.kind in ("buffer", "memory", "object", "ignore"):
            value = args[want.index]
            if isinstance(value, Pointer) and value.region.kind is RegionKind.STACK:
                state.clobber(value.region)


def _result(engine: Interpreter, state: State, call_: Call, kfunc: KfuncAt, args: tuple[Value, ...]) -> Value:
    returns = kfunc.prototype.returns
    if returns.kind != "pointer":
        if call_.result is None:
            return UNKNOWN
        return arithmetic.fresh(call_.result.type, engine.identity())
    target = returns.target
    if target is None or target.kind == "void":
        return UNKNOWN
    null = engine.identity() if "KF_RET_NULL" in kfunc.flags else 0
    if target.kind not in ("struct", "union"):
        size: int | None = target.size or None
        for want in wants(kfunc):
            if want.kind == "result_size" and want.index < len(args):
                size = state.constant(args[want.index])
        region = engine.region(RegionKind.MEMORY, name=kfunc.name, size=size, origin=kfunc.name)
        return Pointer(region, 0, null)
    ctype = _returned_type(engine, call_, target.name)
    trust = Trust.RCU if "KF_RCU_PROTECTED" in kfunc.flags else Trust.TRUSTED
    pointer = engine.kernel_object(ctype, trust, epoch=state.epoch)
    pointer.null = null
    pointer.region.origin = kfunc.name
    if not pointer.region.name:
        pointer.region.name = target.name
    if "KF_ACQUIRE" in kfunc.flags:
        pointer.life = acquire(
            engine, state, call_, kfunc.name, null, release_name=engine.releaser(target.name), type_name=target.name
        )
    elif null:
        state.tell(call_.span, f"{kfunc.name}() may return NULL", null)
    return pointer


def _returned_type(engine: Interpreter, call_: Call, name: str) -> Type | None:
    """The struct that the kernel says is returned; the declaration may name another, which nobody compares."""
    declared = call_.declared.target if call_.declared is not None else None
    pointee = declared.target if declared is not None and declared.kind is Kind.POINTER else None
    if pointee is not None and pointee.is_record and name in (pointee.name, pointee.name.split("___")[0]):
        return pointee
    return engine.unit.find_type(f"struct {name}")


def _region(engine: Interpreter, state: State, call_: Call, name: str) -> bool:
    kind, opens = REGIONS[name]
    if locks.in_tree_callback(state) and kind == "rcu":
        engine.report(state, "KF412", "rcu_in_callback", call_.span, callee=name)
        return True
    stack = state.rcu if kind == "rcu" else state.preempt
    if opens:
        stack = (*stack, call_.span)
        what = "the RCU read side begins" if kind == "rcu" else "preemption is off from"
        state.tell(call_.span, f"{what} here", engine.opening(call_.span))
    elif not stack:
        engine.report(state, "KF407", f"{kind}_unopened", call_.span, callee=name, key=name)
    else:
        stack = stack[:-1]
    if kind == "rcu":
        state.rcu = stack
    else:
        state.preempt = stack
    if not opens and not in_rcu(engine, state):
        state.epoch += 1
    engine.result(state, call_, UNKNOWN)
    return True


def _res_lock(engine: Interpreter, state: State, call_: Call, name: str, args: tuple[Value, ...]) -> bool:
    value = args[0] if args else UNKNOWN
    subject = calls.argument_name(call_, 0)
    irq = "irq" in name
    kind = "bpf_res_spin_lock_irqsave" if irq else "bpf_res_spin_lock"
    if "unlock" in name:
        locks.release(engine, state, call_, kind, value, subject)
        if irq and len(args) > 1:
            _flag(engine, state, call_, args[1], name, False)
        engine.result(state, call_, UNKNOWN)
        return True
    locks.fork_failure(engine, state, call_)
    locks.acquire(engine, state, call_, kind, value, subject)
    if irq and len(args) > 1:
        _flag(engine, state, call_, args[1], name, True)
    engine.result(state, call_, Scalar(0, 0))
    return True


def _irq(engine: Interpreter, state: State, call_: Call, name: str, args: tuple[Value, ...]) -> bool:
    _flag(engine, state, call_, args[0] if args else UNKNOWN, name, name.endswith("save"))
    if not name.endswith("save") and not in_rcu(engine, state):
        state.epoch += 1
    engine.result(state, call_, UNKNOWN)
    return True


def _flag(engine: Interpreter, state: State, call_: Call, value: Value, name: str, saves: bool) -> None:
    """Saves or restores IRQ flags in a stack variable."""
    from bpflint.flow.state import Slot

    if not isinstance(value, Pointer):
        return
    subject = calls.argument_name(call_, len(call_.args) - 1)
    if value.region.kind is not RegionKind.STACK:
        if value.region.kind is not RegionKind.OTHER:
            engine.report(state, "KF410", "flags_not_on_stack", call_.span, subject=subject, callee=name)
        return
    key = (value.region, value.offset or 0)
    known = state.slots.get(key)
    pair = "bpf_local_irq" if "local" in name else "bpf_res_spin"
    if saves:
        if known is not None:
            engine.report(state, "KF407", "irq_saved_twice", call_.span, subject=subject, callee=name)
        state.tell(call_.span, "interrupts are off from here", engine.opening(call_.span))
        state.slots[key] = Slot("irq", pair, "active", engine.identity(), call_.span, subject)
        return
    if known is None or known.kind != "irq":
        engine.report(state, "KF407", "irq_unsaved", call_.span, subject=subject, callee=name)
        return
    if known.type != pair:
        engine.report(state, "KF407", "irq_other_kind", call_.span, subject=subject, callee=name)
    newest = max((slot for slot in state.slots.values() if slot.kind == "irq"), key=lambda slot: slot.token)
    if newest is not known:
        engine.report(state, "KF407", "irq_unordered", call_.span, subject=subject, other=newest.name, callee=name)
    del state.slots[key]


def _later(engine: Interpreter, name: str, args: tuple[Value, ...]) -> None:
    """Has a callback that runs later walked on its own: it may sleep, and owns nothing."""
    position = ASYNC[name]
    function = callbacks.function_of(engine, args[position]) if position < len(args) else None
    if function is not None:
        later(engine, function, name, args[0], sleepable=True)


def later(engine: Interpreter, function: Function, name: str, holder: Value, *, sleepable: bool) -> None:
    """Queues an asynchronous callback `int cb(map, key, value)`."""
    from bpflint.flow.interpreter import Root

    args: list[Value] = [UNKNOWN, UNKNOWN, UNKNOWN]
    if isinstance(holder, Pointer) and holder.region.kind is RegionKind.MAP_VALUE:
        region = engine.region(
            RegionKind.MAP_VALUE, holder.region.type, holder.region.name, holder.region.size, map=holder.region.map
        )
        args[2] = Pointer(region)
    engine.add_root(Root(function, tuple(args), name, sleepable))
