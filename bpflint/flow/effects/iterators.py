"""Open-coded iterators: `new`, `next` until NULL, `destroy`, all on one stack variable.

The kernel gives iterator kfuncs fixed names and shapes (`bpf_iter_X_new/next/destroy` over `struct bpf_iter_X`), so
those of unknown modules are understood too.
"""

from __future__ import annotations

from dataclasses import replace

from bpflint.flow.domain import arithmetic
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import Slot, State
from bpflint.flow.domain.values import UNKNOWN, Pointer, RegionKind, Scalar, Trust, Value
from bpflint.flow.effects import references
from bpflint.flow.machine import call_site
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import in_rcu
from bpflint.kernel.kfunc import KfuncAt
from bpflint.kernel.verifier_change import Change
from bpflint.source.model import Call, Kind

_STEPS = ("new", "next", "destroy")


def is_iterator(name: str, call_: Call) -> bool:
    """True if the name and the first parameter are those of an iterator kfunc."""
    if not name.startswith("bpf_iter_") or name.rpartition("_")[2] not in _STEPS:
        return False
    declared = call_.declared
    if declared is None or not declared.params or declared.params[0].target is None:
        return False
    return declared.params[0].target.name == name.rpartition("_")[0]


def call(engine: Machine, state: State, call_: Call, name: str, args: tuple[Value, ...], kfunc: KfuncAt | None) -> bool:
    """Runs one of the three. False where the path ends."""
    step = name.rpartition("_")[2]
    kind = name.removeprefix("bpf_").rpartition("_")[0]
    value = args[0] if args else UNKNOWN
    subject = call_site.argument_name(call_, 0)
    parts = {"callee": name, "subject": subject, "type": kind}
    if not isinstance(value, Pointer):
        return call_site.unknown(engine, state, call_, args)
    if value.region.kind is not RegionKind.STACK:
        if value.region.kind is not RegionKind.OTHER:
            engine.report(state, Case.ITERATOR_OFF_STACK, call_.span, key=subject, parts=parts)
        return call_site.unknown(engine, state, call_, args[1:])
    if value.offset is None:
        return call_site.unknown(engine, state, call_, args)
    if value.region.size and value.offset >= value.region.size and not engine.kernel.has(Change.FRAMES_END):
        # Which iterator these kernels take it for is up to the compiler's stack layout.
        for other in state.slots.values():
            state.owned.pop(other.token, None)
        return call_site.unknown(engine, state, call_, args)
    key = (value.region, value.offset)
    slot = state.slots.get(key)
    if slot is not None and slot.kind != "iter":
        slot = None
    state.forget_shared()
    if step == "new":
        return _new(engine, state, call_, name, kind, key, slot, subject, parts, kfunc, args)
    if slot is None or slot.type != kind:
        case = Case.ITERATOR_UNINITIALISED if slot is None else Case.ITERATOR_OF_OTHER_KIND
        engine.report(state, case, call_.span, key=f"{step}:{subject}", parts=parts)
        if step == "next" and slot is None:
            # Go on as if it had been begun, so that one mistake is not told twice.
            state.slots[key] = Slot("iter", kind, "drained", 0, call_.span, subject.lstrip("&"))
        return call_site.unknown(engine, state, call_, ())
    if step == "destroy":
        _check_protected(engine, state, call_, slot, parts)
        references.kill(state, slot.token, "released", name, call_.span)
        del state.slots[key]
        engine.result(state, call_, UNKNOWN)
        return True
    return _next(engine, state, call_, name, key, slot, parts, kfunc)


def use(engine: Machine, state: State, call_: Call, index: int, value: Value, callee: str) -> None:
    """Checks an argument that has to be an iterator that was begun."""
    if not isinstance(value, Pointer) or value.region.kind is not RegionKind.STACK or value.offset is None:
        return
    slot = state.slots.get((value.region, value.offset))
    if slot is None or slot.kind != "iter":
        subject = call_site.argument_name(call_, index)
        known = state.type_of(value.region)
        kind = known.name.removeprefix("bpf_") if known is not None else "iterator"
        engine.report(
            state, Case.ITERATOR_UNINITIALISED, call_.span, key=subject, callee=callee, subject=subject, type=kind
        )


def _new(
    engine: Machine,
    state: State,
    call_: Call,
    name: str,
    kind: str,
    key: tuple[object, int],
    slot: Slot | None,
    subject: str,
    parts: dict[str, str],
    kfunc: KfuncAt | None,
    args: tuple[Value, ...],
) -> bool:
    if slot is not None:
        engine.report(
            state, Case.ITERATOR_BEGUN_TWICE, call_.span, about=(slot.token,), key=f"new:{subject}", parts=parts
        )
        state.owned.pop(slot.token, None)
    if name == "bpf_iter_css_task_new" and not _may_iterate_tasks(engine):
        engine.report(state, Case.CSS_TASK_NOT_ALLOWED, call_.span, key="css_task", parts=parts)
    token = references.acquire(
        engine,
        state,
        call_,
        name,
        0,
        what="iterator",
        release_name=name.rpartition("_")[0] + "_destroy",
        name=subject.lstrip("&"),
    )
    rcu = kfunc is not None and "KF_RCU_PROTECTED" in kfunc.flags
    size = call_.arg_types[0].target.size if call_.arg_types and call_.arg_types[0].target is not None else 8
    region, offset = key
    state.slots[(region, offset)] = Slot(  # type: ignore[index]
        "iter",
        kind,
        "active",
        token,
        call_.span,
        subject.lstrip("&"),
        token,
        size or 8,
        state.rcu_section if rcu else 0,
        rcu=rcu,
    )
    del args
    engine.result(state, call_, arithmetic.fresh(call_.result.type, engine.identity()) if call_.result else UNKNOWN)
    return True


def _may_iterate_tasks(engine: Machine) -> bool:
    kind = engine.kind
    if kind is None:
        return True
    return kind.type == "BPF_PROG_TYPE_LSM" or "ITER" in (kind.attach or "") or engine.root.sleepable


def _next(
    engine: Machine,
    state: State,
    call_: Call,
    name: str,
    key: tuple[object, int],
    slot: Slot,
    parts: dict[str, str],
    kfunc: KfuncAt | None,
) -> bool:
    _check_protected(engine, state, call_, slot, parts)
    if slot.state == "active":
        other = state.fork()
        other.slots[key] = replace(slot, state="drained")  # type: ignore[index]
        engine.also(other, call_, Scalar(0, 0))
        engine.result(state, call_, _element(engine, state, call_, name, slot, kfunc))
        return True
    engine.result(state, call_, Scalar(0, 0))
    return True


def _check_protected(engine: Machine, state: State, call_: Call, slot: Slot, parts: dict[str, str]) -> None:
    """Reports a step of an iterator whose RCU read side has ended since it was begun."""
    if slot.rcu and (slot.shared < state.rcu_section or not in_rcu(engine, state)):
        sure, place = engine.kernel.has(Change.PRUNES_ITERATORS), f"rcu:{slot.name}"
        engine.report(state, Case.ITERATOR_OUTLIVED_RCU, call_.span, key=place, sure=sure, parts=parts)


def _element(engine: Machine, state: State, call_: Call, name: str, slot: Slot, kfunc: KfuncAt | None) -> Value:
    ctype = call_.result.type if call_.result is not None else None
    declared = call_.declared.target if call_.declared is not None else None
    if declared is not None and declared.kind is Kind.POINTER:
        ctype = declared
    if ctype is None or ctype.target is None:
        return UNKNOWN
    target = ctype.target
    if target.is_record:
        if kfunc is None:
            return engine.kernel_object(target, Trust.UNKNOWN)
        trust = Trust.RCU if slot.rcu else Trust.TRUSTED
        if name == "bpf_iter_kmem_cache_next":
            trust = Trust.UNKNOWN
        return engine.kernel_object(target, trust, rcu_section=state.rcu_section)
    region = engine.region(RegionKind.MEMORY, target, size=target.size or None, readonly=True, origin=name)
    return Pointer(region, 0, 0, slot.life)
