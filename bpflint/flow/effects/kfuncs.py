"""Kfunc calls: checks each argument the way the verifier does, then does what the kfunc's flags say.

Special kfuncs (lists, trees, iterators, dynptrs, locks, exceptions) have modules of their own. A pointer whose origin
is unknown is taken as right.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.holdings import CriticalSection, Reference, SectionKind
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import UNKNOWN, Pointer, RegionKind, Trust, Value
from bpflint.flow.effects import (
    argument_checks,
    critical_sections,
    dynptr,
    exceptions,
    graph,
    iterators,
    locks,
    objects,
    references,
)
from bpflint.flow.effects.effect import Effect
from bpflint.flow.machine import call_site, callbacks
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import in_rcu
from bpflint.flow.static.kfunc_arguments import wants
from bpflint.kernel.ctype import CType
from bpflint.kernel.kfunc import KfuncAt
from bpflint.kernel.verifier_change import Change
from bpflint.source.model import Call
from bpflint.source.types import Kind, Type

_BY_NAME: Final[Mapping[str, Effect]] = {
    **dynptr.EFFECTS,
    **exceptions.EFFECTS,
    **graph.EFFECTS,
    **objects.EFFECTS,
    **critical_sections.EFFECTS,
}
"""Kfuncs that the verifier knows by name, and treats in a way of their own."""
_SAFE_UNDER_LOCKS: Final = "KF_SPINLOCK_SAFE"
_BY_FLAG: Final[Mapping[str, Effect]] = dict.fromkeys(
    ("KF_ITER_NEW", "KF_ITER_NEXT", "KF_ITER_DESTROY"), iterators.EFFECT
)


def call(engine: Machine, state: State, site: Site, kfunc: KfuncAt) -> bool:
    """Runs a kfunc call. False where the path ends."""
    effect = _effect_of(kfunc)
    _check(engine, state, site, kfunc)
    effect.check(engine, state, site)
    state.forget_shared()
    return effect.apply(engine, state, site)


def _effect_of(kfunc: KfuncAt) -> Effect:
    known = _BY_NAME.get(kfunc.name)
    return known or next((effect for flag, effect in _BY_FLAG.items() if flag in kfunc.flags), _BY_PROTOTYPE)


def _check(engine: Machine, state: State, site: Site, kfunc: KfuncAt) -> None:
    """What the verifier asks of all kfuncs: by their flags, and of their arguments."""
    _check_lock_held(engine, state, site.call, kfunc)
    if "KF_SLEEPABLE" in kfunc.flags:
        locks.check_sleep(engine, state, site.call, kfunc.name)
    for want in wants(kfunc):
        if want.index < len(site.args):
            argument_checks.check(engine, state, site, kfunc, want)
    if "KF_RCU_PROTECTED" in kfunc.flags and not in_rcu(engine, state):
        engine.report(state, Case.CALL_NEEDS_RCU, site.call.span, callee=kfunc.name, key=kfunc.name)


def _apply(engine: Machine, state: State, site: Site) -> bool:
    """A kfunc does what its flags and its prototype say."""
    kfunc, effects = engine.kfunc(site.name), engine.kernel.facts.kfunc_effects
    assert kfunc is not None
    if site.name in effects.calls_back_later:
        _call_later(engine, state, site, effects.calls_back_later[site.name])
    if "KF_RELEASE" in kfunc.flags and site.args:
        references.release(state, site, site.args[0])
    _touch(state, kfunc, site.args)
    engine.result(state, site.call, _result(engine, state, site, kfunc))
    if site.name in effects.changes_packet:
        dynptr.packet_changed(engine, state, site.call, site.name)
    return True


_BY_PROTOTYPE: Final = Effect(_apply)


def unlisted(engine: Machine, state: State, site: Site) -> bool:
    """A function that this kernel's facts do not know. Iterators keep to fixed names, so theirs are known anyway."""
    call_, name, args = site.call, site.name, site.args
    declaration = engine.unit.declarations.get(name)
    absent = name in engine.kernel.facts.kfuncs and engine.lacks(name)
    if declaration is not None and (not declaration.is_ksym or absent):
        # What this kernel lacks keeps the program from loading; what it would do elsewhere is no matter here.
        declaration = None
    lock = state.innermost(SectionKind.LOCK)
    if lock is not None and declaration is not None:
        # Which functions of other modules may be called under a lock is up to their flags, since there is such a flag.
        sure = engine.is_flagged("bpf_iter_num_new", _SAFE_UNDER_LOCKS) is False
        _report_locked(engine, state, call_, name, lock, sure=sure)
    if iterators.is_iterator(name, call_):
        return iterators.EFFECT.run(engine, state, site)
    if dynptr.is_maker(name) and args:
        last = len(args) - 1
        dynptr.check_make(engine, state, site, last)
        dynptr.make(engine, state, site, last, dynptr.new(site, "unknown"))
    if declaration is not None:
        argument_checks.check_declared(engine, state, site, declaration)
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
    release = engine.kfunc(reference.release)
    wanted = release.prototype.params[0].type.target if release is not None and release.prototype.params else None
    passed = declaration.type.params[index].target
    return passed is not None and passed.const and wanted is not None and not wanted.const


def _check_lock_held(engine: Machine, state: State, call_: Call, kfunc: KfuncAt) -> None:
    """Under a spin lock only a few kfuncs may be called."""
    lock = state.innermost(SectionKind.LOCK)
    if lock is None or engine.is_flagged(kfunc.name, _SAFE_UNDER_LOCKS):
        return
    name, effects = kfunc.name, engine.kernel.facts.kfunc_effects
    if name in effects.works_under_locks:
        return
    if name in effects.loops_under_locks and engine.has(Change.LOOPS_UNDER_LOCKS):
        return
    _report_locked(engine, state, call_, name, lock)


def _report_locked(
    engine: Machine, state: State, call_: Call, name: str, lock: CriticalSection, *, sure: bool = True
) -> None:
    engine.report(
        state,
        Case.CALL_UNDER_LOCK if name != "bpf_throw" else Case.LOCK_HELD_AT_THROW,
        call_.span,
        key="lock",
        sure=sure,
        callee=name,
        subject=lock.name,
        opened_at=lock.span,
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


def _result(engine: Machine, state: State, site: Site, kfunc: KfuncAt) -> Value:
    call_, args = site.call, site.args
    returns = kfunc.prototype.returns
    if returns.kind != "pointer":
        if call_.result is None:
            return UNKNOWN
        return engine.plain_number(call_.result.type)
    target = returns.target
    if target is None or target.kind == "void":
        return _plain(engine, site, kfunc, target)
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
            engine, state, site, null, release_name=engine.releaser(target.name), type_name=target.name
        )
    elif null:
        state.tell(call_.span, f"{kfunc.name}() may return NULL", null)
    return Pointer(region, 0, null, life, trust, state.rcu_section)


def _plain(engine: Machine, site: Site, kfunc: KfuncAt, target: CType | None) -> Value:
    """What a kfunc returns that gives a `void *`: a number, unless it is in an arena or its size is told.

    Source: check_kfunc_call() in kernel/bpf/verifier.c.
    """
    is_told = any(want.kind == "result_size" for want in wants(kfunc))
    if (
        target is None
        or is_told
        or site.call.result is None
        or any(flag.startswith("KF_ARENA") for flag in kfunc.flags)
    ):
        return UNKNOWN
    return engine.plain_number()


def _returned_type(engine: Machine, call_: Call, name: str) -> Type | None:
    """The struct that the kernel says is returned; the declaration may name another, which nobody compares."""
    declared = call_.declared.target if call_.declared is not None else None
    pointee = declared.target if declared is not None and declared.kind is Kind.POINTER else None
    if pointee is not None and pointee.is_record and name in (pointee.name, pointee.name.split("___")[0]):
        return pointee
    return engine.unit.find_type(f"struct {name}")


def _call_later(engine: Machine, state: State, site: Site, position: int) -> None:
    """Has a callback that runs later walked on its own: it may sleep, and owns nothing."""
    function = callbacks.function_of(engine, site.value(position))
    if function is not None:
        callbacks.later(engine, state, function, site.name, site.value(0), sleepable=True)
