"""Open-coded iterators: `new`, `next` until NULL, `destroy`, all on one stack variable.

The kernel gives iterator kfuncs fixed names and shapes (`bpf_iter_X_new/next/destroy` over `struct bpf_iter_X`), so
those of unknown modules are understood too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.holdings import Slot
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import UNKNOWN, Pointer, Region, RegionKind, Scalar, Trust, Value
from bpflint.flow.effects import references
from bpflint.flow.effects.effect import Effect
from bpflint.flow.machine import anywhere, call_site
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import in_rcu
from bpflint.kernel.verifier_change import Change
from bpflint.source.model import Call
from bpflint.source.types import Kind

_STEPS = ("new", "next", "destroy")


def is_iterator(name: str, call_: Call) -> bool:
    """True if the name and the first parameter are those of an iterator kfunc."""
    if not name.startswith("bpf_iter_") or name.rpartition("_")[2] not in _STEPS:
        return False
    declared = call_.declared
    if declared is None or not declared.params or declared.params[0].target is None:
        return False
    return declared.params[0].target.name == name.rpartition("_")[0]


_Place = tuple[Region, int]
"""Where an iterator lies: the variable, and the offset in it."""


def _step(site: Site) -> str:
    """new, next or destroy"""
    return site.name.rpartition("_")[2]


def _kind(site: Site) -> str:
    """What is iterated over, as `iter_num`."""
    return site.name.removeprefix("bpf_").rpartition("_")[0]


def _place(engine: Machine, site: Site) -> _Place | None:
    """Where the iterator of a call lies, None where it lies in no variable of the program's that is known."""
    value = site.value(0)
    if not isinstance(value, Pointer) or value.region.kind is not RegionKind.STACK or value.offset is None:
        return None
    if value.region.size and value.offset >= value.region.size and not engine.has(Change.FRAMES_END):
        return None  # which iterator these kernels take it for is up to the compiler's stack layout
    return value.region, value.offset


def _begun(state: State, place: _Place) -> Slot | None:
    slot = state.slots.get(place)
    return slot if slot is not None and slot.kind == "iter" else None


def check(engine: Machine, state: State, site: Site) -> None:
    """Reports a step that an iterator is not ready for."""
    value, span, subject = site.value(0), site.call.span, site.subject(0)
    parts = {"callee": site.name, "subject": subject, "type": _kind(site)}
    if isinstance(value, Pointer) and value.region.kind not in (RegionKind.STACK, RegionKind.OTHER):
        engine.report(state, Case.ITERATOR_OFF_STACK, span, key=subject, parts=parts)
    place = _place(engine, site)
    if place is None:
        return
    slot, step = _begun(state, place), _step(site)
    if step == "new":
        if slot is not None:
            about = (slot.token,)
            engine.report(state, Case.ITERATOR_BEGUN_TWICE, span, about=about, key=f"new:{subject}", parts=parts)
        if site.name == "bpf_iter_css_task_new" and not _may_iterate_tasks(engine):
            engine.report(state, Case.CSS_TASK_NOT_ALLOWED, span, key="css_task", parts=parts)
    elif slot is None and anywhere.has(engine, state, "iter"):
        return
    elif slot is None or slot.type != _kind(site):
        case = Case.ITERATOR_UNINITIALISED if slot is None else Case.ITERATOR_OF_OTHER_KIND
        engine.report(state, case, span, key=f"{step}:{subject}", parts=parts)
    elif slot.rcu and (slot.shared < state.rcu_section or not in_rcu(engine, state)):
        # The RCU read side has ended since it was begun.
        sure, key = engine.has(Change.PRUNES_ITERATORS), f"rcu:{slot.name}"
        engine.report(state, Case.ITERATOR_OUTLIVED_RCU, span, key=key, sure=sure, parts=parts)


def apply(engine: Machine, state: State, site: Site) -> bool:
    """Runs one of the three."""
    value, place = site.value(0), _place(engine, site)
    if place is None:
        if anywhere.is_anywhere(value) and _step(site) == "new":
            anywhere.put(engine, state, Slot("iter", _kind(site), "active", 0, site.call.span, ""))
        elif anywhere.is_anywhere(value) and _step(site) == "destroy":
            anywhere.may_have_ended(state, "iter")
        if isinstance(value, Pointer) and value.region.kind is not RegionKind.STACK:
            return call_site.unknown(engine, state, site.call, site.args[1:])
        if isinstance(value, Pointer) and value.offset is not None:
            for other in state.slots.values():
                state.owned.pop(other.token, None)
        return call_site.unknown(engine, state, site.call, site.args)
    slot, step = _begun(state, place), _step(site)
    state.forget_shared()
    if step == "new":
        return _new(engine, state, site, place, slot)
    if slot is None or slot.type != _kind(site):
        if step == "next" and slot is None and not anywhere.has(engine, state, "iter"):
            # Go on as if it had been begun, so that one mistake is not told twice.
            name = site.subject(0).lstrip("&")
            state.slots[place] = Slot("iter", _kind(site), "drained", 0, site.call.span, name)
        elif step == "destroy" and slot is not None:
            references.kill(state, site, slot.token)
            del state.slots[place]
        return call_site.unknown(engine, state, site.call, ())
    if step == "destroy":
        references.kill(state, site, slot.token)
        del state.slots[place]
        engine.result(state, site.call, UNKNOWN)
        return True
    return _next(engine, state, site, place, slot)


def check_use(engine: Machine, state: State, site: Site, index: int) -> None:
    """Checks an argument that has to be an iterator that was begun."""
    value = site.value(index)
    if not isinstance(value, Pointer) or value.region.kind is not RegionKind.STACK or value.offset is None:
        return
    if _begun(state, (value.region, value.offset)) is None:
        subject = site.subject(index)
        known = state.type_of(value.region)
        kind = known.name.removeprefix("bpf_") if known is not None else "iterator"
        engine.report(
            state,
            Case.ITERATOR_UNINITIALISED,
            site.call.span,
            key=subject,
            callee=site.name,
            subject=subject,
            type=kind,
        )


def _new(engine: Machine, state: State, site: Site, place: _Place, before: Slot | None) -> bool:
    call_, name, subject = site.call, site.name, site.subject(0).lstrip("&")
    if before is not None:
        state.owned.pop(before.token, None)
    release = name.rpartition("_")[0] + "_destroy"
    token = references.acquire(engine, state, site, 0, what="iterator", release_name=release, name=subject)
    kfunc = engine.kfunc(name)
    rcu = kfunc is not None and "KF_RCU_PROTECTED" in kfunc.flags and in_rcu(engine, state)
    size = call_.arg_types[0].target.size if call_.arg_types and call_.arg_types[0].target is not None else 8
    section = state.rcu_section if rcu else 0
    state.slots[place] = Slot(
        "iter", _kind(site), "active", token, call_.span, subject, token, size or 8, section, rcu=rcu
    )
    engine.result(state, call_, call_site.any_number(engine, call_))
    return True


def _may_iterate_tasks(engine: Machine) -> bool:
    kind = engine.kind
    if kind is None:
        return True
    return kind.type == "BPF_PROG_TYPE_LSM" or "ITER" in (kind.attach or "") or engine.root.sleepable


def _next(engine: Machine, state: State, site: Site, place: _Place, slot: Slot) -> bool:
    if slot.state == "active":
        other = state.fork()
        other.slots[place] = replace(slot, state="drained")
        engine.also(other, site.call, Scalar(0, 0))
        engine.result(state, site.call, _element(engine, state, site, slot))
        return True
    engine.result(state, site.call, Scalar(0, 0))
    return True


def _element(engine: Machine, state: State, site: Site, slot: Slot) -> Value:
    call_, name = site.call, site.name
    ctype = call_.result.type if call_.result is not None else None
    declared = call_.declared.target if call_.declared is not None else None
    if declared is not None and declared.kind is Kind.POINTER:
        ctype = declared
    if ctype is None or ctype.target is None:
        return UNKNOWN
    target = ctype.target
    if target.is_record:
        if engine.kfunc(name) is None:
            return engine.kernel_object(target, Trust.UNKNOWN)
        trust = Trust.RCU if slot.rcu else Trust.TRUSTED
        if name == "bpf_iter_kmem_cache_next":
            trust = Trust.UNKNOWN
        return engine.kernel_object(target, trust, rcu_section=state.rcu_section)
    region = engine.region(RegionKind.MEMORY, target, size=target.size or None, readonly=True, origin=name)
    return Pointer(region, 0, 0, slot.life)


EFFECT: Final = Effect(apply, check)
