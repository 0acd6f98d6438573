"""Kfunc calls: checks each argument the way the verifier does, then does what the kfunc's flags say.

Special kfuncs (lists, trees, iterators, dynptrs, locks, exceptions) have modules of their own. A pointer whose origin
is unknown is taken as right.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bpflint.flow.domain import arithmetic
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import Reference, State
from bpflint.flow.domain.values import UNKNOWN, Argument, Pointer, RegionKind, Trust, Value
from bpflint.flow.effects import (
    argument_checks,
    dynptr,
    exceptions,
    graph,
    iterators,
    locks,
    objects,
    references,
    regions,
)
from bpflint.flow.effects.effect import Effect
from bpflint.flow.machine import call_site, callbacks
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import in_rcu
from bpflint.flow.static.kfunc_arguments import wants
from bpflint.kernel import Presence
from bpflint.kernel.kfunc import KfuncAt
from bpflint.kernel.verifier_change import Change
from bpflint.source.model import Call, Kind, Type

ASYNC = {
    "bpf_wq_set_callback_impl": 1,
    "bpf_wq_set_callback": 1,
    "bpf_task_work_schedule_signal": 3,
    "bpf_task_work_schedule_resume": 3,
    "bpf_task_work_schedule_signal_impl": 3,
    "bpf_task_work_schedule_resume_impl": 3,
}
"""Kfuncs that take a callback to run later, with the callback's position."""


EFFECTS: Final[Mapping[str, Effect]] = {**dynptr.EFFECTS, **graph.EFFECTS, **regions.EFFECTS}
"""What kfuncs do that the kernel knows by name."""


def call(engine: Machine, state: State, call_: Call, kfunc: KfuncAt, args: tuple[Value, ...]) -> bool:
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
            argument_checks.check(engine, state, call_, kfunc, want, args)
    if "KF_RCU_PROTECTED" in kfunc.flags and not in_rcu(engine, state):
        engine.report(state, Case.CALL_NEEDS_RCU, call_.span, callee=name, key=name)
    state.forget_shared()
    effect = EFFECTS.get(name)
    if effect is not None:
        return effect.run(engine, state, Site(call_, name, args))
    if name in ASYNC:
        _later(engine, state, name, args)
    if not kfunc.flags.isdisjoint(("KF_ITER_NEW", "KF_ITER_NEXT", "KF_ITER_DESTROY")):
        return iterators.EFFECT.run(engine, state, Site(call_, name, args))
    if name in objects.KFUNCS:
        return objects.call(engine, state, call_, kfunc, args)
    if "KF_RELEASE" in kfunc.flags and args:
        references.release(state, call_, args[0], name)
    _touch(state, kfunc, args)
    engine.result(state, call_, _result(engine, state, call_, kfunc, args))
    if name == "bpf_xdp_pull_data":
        dynptr.packet_changed(engine, state, call_, name)
    return True


def unlisted(engine: Machine, state: State, call_: Call, name: str, args: tuple[Value, ...]) -> bool:
    """A function that this kernel's facts do not know. Iterators keep to fixed names, so theirs are known anyway."""
    args = tuple(value.pointer if isinstance(value, Argument) else value for value in args)
    declaration = engine.unit.declarations.get(name)
    absent = name in engine.kernel.facts.kfuncs and engine.kernel.presence(name) is Presence.ABSENT
    if declaration is not None and (not declaration.is_ksym or absent):
        # What this kernel lacks keeps the program from loading; what it would do elsewhere is no matter here.
        declaration = None
    if state.locks and declaration is not None:
        # Which functions of other modules may be called under a lock is up to their flags, since there is such a flag.
        marked = engine.kernel.kfunc("bpf_iter_num_new")
        sure = marked is not None and "KF_SPINLOCK_SAFE" not in marked.flags
        _report_locked(engine, state, call_, name, sure=sure)
    if iterators.is_iterator(name, call_):
        return iterators.EFFECT.run(engine, state, Site(call_, name, args))
    if dynptr.is_maker(name) and args:
        site, last = Site(call_, name, args), len(args) - 1
        dynptr.check_make(engine, state, site, last)
        dynptr.make(engine, state, site, last, dynptr.new(site, "unknown"))
    if declaration is not None:
        argument_checks.check_declared(engine, state, call_, declaration, args)
    for index, value in enumerate(args):
        if isinstance(value, Pointer) and value.life in state.owned:
            if _only_looks(engine, call_, index, state.owned[value.life]):
                continue
            state.forget_reference(value.life)
    return call_site.unknown(engine, state, call_, args)


def _only_looks(engine: Machine, call_: Call, index: int, reference: Reference) -> bool:
    """True if a function of another file cannot give back what it is passed.

    It is verified on its own (what `arg:` tags are for), or takes a pointer to const, which the release does not.
    """
    declaration = engine.unit.declarations.get(str(call_.callee))
    if declaration is None or index >= len(declaration.type.params):
        return False
    if any(tag.startswith("arg:") for tags in declaration.param_tags for tag in tags):
        return True
    release = engine.kernel.kfunc(reference.release)
    wanted = release.prototype.params[0].type.target if release is not None and release.prototype.params else None
    passed = declaration.type.params[index].target
    return passed is not None and passed.const and wanted is not None and not wanted.const


def _check_lock_held(engine: Machine, state: State, call_: Call, kfunc: KfuncAt) -> None:
    """Under a spin lock only a few kfuncs may be called."""
    if not state.locks or "KF_SPINLOCK_SAFE" in kfunc.flags:
        return
    name = kfunc.name
    if (
        name in graph.EFFECTS
        or (name.startswith("bpf_iter_num_") and engine.kernel.has(Change.LOOPS_UNDER_LOCKS))
        or name.startswith(("bpf_res_spin_", "bpf_refcount_acquire", "bpf_arena_", "bpf_stream_"))
        or "spin" in name
    ):
        return
    _report_locked(engine, state, call_, name)


def _report_locked(engine: Machine, state: State, call_: Call, name: str, *, sure: bool = True) -> None:
    engine.report(
        state,
        Case.CALL_UNDER_LOCK if name != "bpf_throw" else Case.LOCK_HELD_AT_THROW,
        call_.span,
        key="lock",
        sure=sure,
        callee=name,
        subject=state.locks[-1].name,
        opened_at=state.locks[-1].span,
        region="lock",
    )


def _touch(state: State, kfunc: KfuncAt, args: tuple[Value, ...]) -> None:
    """The kfunc may write to the buffers it is given."""
    state.forget_shared()
    for want in wants(kfunc):
        if want.index < len(args) and want.kind in ("buffer", "memory", "object", "ignore"):
            value = args[want.index]
            if isinstance(value, Pointer) and value.region.kind is RegionKind.STACK:
                state.clobber(value.region)


def _result(engine: Machine, state: State, call_: Call, kfunc: KfuncAt, args: tuple[Value, ...]) -> Value:
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
    name = (ctype.name if ctype is not None else "") or target.name
    region = engine.region(RegionKind.KERNEL, ctype, name, origin=kfunc.name)
    life = 0
    if "KF_ACQUIRE" in kfunc.flags:
        life = references.acquire(
            engine, state, call_, kfunc.name, null, release_name=engine.releaser(target.name), type_name=target.name
        )
    elif null:
        state.tell(call_.span, f"{kfunc.name}() may return NULL", null)
    return Pointer(region, 0, null, life, trust, state.rcu_section)


def _returned_type(engine: Machine, call_: Call, name: str) -> Type | None:
    """The struct that the kernel says is returned; the declaration may name another, which nobody compares."""
    declared = call_.declared.target if call_.declared is not None else None
    pointee = declared.target if declared is not None and declared.kind is Kind.POINTER else None
    if pointee is not None and pointee.is_record and name in (pointee.name, pointee.name.split("___")[0]):
        return pointee
    return engine.unit.find_type(f"struct {name}")


def _later(engine: Machine, state: State, name: str, args: tuple[Value, ...]) -> None:
    """Has a callback that runs later walked on its own: it may sleep, and owns nothing."""
    position = ASYNC[name]
    function = callbacks.function_of(engine, args[position]) if position < len(args) else None
    if function is not None:
        callbacks.later(engine, state, function, name, args[0], sleepable=True)
