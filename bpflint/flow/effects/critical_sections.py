"""Critical sections that kfuncs begin and end: the RCU read side, preemption off, interrupts off, resilient locks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.holdings import CriticalSection, SectionKind, Slot
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import UNKNOWN, Pointer, RegionKind, Scalar
from bpflint.flow.effects import locks
from bpflint.flow.effects.effect import Apply, Check, Effect
from bpflint.flow.machine import anywhere
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import in_rcu
from bpflint.kernel.verifier_change import Change

_ERRNO: Final = (-4095, -1)


# ------------------------------------------------------------------------------------------------- RCU and preemption


def _beginning(kind: SectionKind, told: str) -> Apply:
    """Begins a section that nothing names; `told` is the step of the story."""

    def apply(engine: Machine, state: State, site: Site) -> bool:
        state.begin(CriticalSection(kind, site.call.span))
        state.tell(site.call.span, told, engine.opening(site.call.span))
        return True

    return apply


def _must_be_open(kind: SectionKind, otherwise: Case) -> Check:
    """Reports the end of a section where none is open."""

    def check(engine: Machine, state: State, site: Site) -> None:
        if state.innermost(kind) is None:
            engine.report(state, otherwise, site.call.span, callee=site.name, key=site.name)

    return check


def _check_rcu_lock(engine: Machine, state: State, site: Site) -> None:
    outer = state.innermost(SectionKind.RCU)
    if outer is not None and not engine.has(Change.RCU_NESTS):
        engine.report(state, Case.RCU_NESTED, site.call.span, opened_at=outer.span, callee=site.name, key=site.name)


def _rcu_unlock(engine: Machine, state: State, site: Site) -> bool:
    del site
    state.end(state.innermost(SectionKind.RCU))
    if state.innermost(SectionKind.RCU) is None and not engine.has(Change.RCU_BY_REGION):
        state.rcu_section += 1  # whatever else would protect what was read
    _end_read_side(engine, state)
    return True


def _preempt_enable(engine: Machine, state: State, site: Site) -> bool:
    del site
    state.end(state.innermost(SectionKind.PREEMPT))
    _end_read_side(engine, state)
    return True


def _end_read_side(engine: Machine, state: State) -> None:
    """With the last section that kept RCU from ending, pointers that it protected are no longer protected."""
    if not in_rcu(engine, state):
        state.rcu_section += 1


# --------------------------------------------------------------------------------------------------- resilient locks


def _check_res_lock(engine: Machine, state: State, site: Site) -> None:
    locks.check_lock(engine, state, site)
    _check_save(engine, state, site)


def _res_lock(engine: Machine, state: State, site: Site) -> bool:
    # It may fail: that path goes on with an error and without the lock.
    engine.also(state.fork(), site.call, Scalar(*_ERRNO))
    if not locks.lock(engine, state, site):
        return False
    _save(engine, state, site)
    engine.result(state, site.call, Scalar(0, 0))
    return True


def _check_res_unlock(engine: Machine, state: State, site: Site) -> None:
    locks.check_unlock(engine, state, site)
    _check_restore(engine, state, site)


def _res_unlock(engine: Machine, state: State, site: Site) -> bool:
    locks.unlock(engine, state, site)
    _restore(engine, state, site)
    engine.result(state, site.call, UNKNOWN)
    return True


# ------------------------------------------------------------------------------------------------------------ IRQ flags


def _flags(site: Site) -> tuple[Pointer | None, str]:
    """The pointer to IRQ flags that is passed last, if that is one, and how the user calls it."""
    value = site.args[-1] if site.args and "irq" in site.name else UNKNOWN
    return value if isinstance(value, Pointer) else None, site.subject(max(len(site.call.args) - 1, 0))


def _is_anywhere(site: Site) -> bool:
    """True if the flags may be those in any variable."""
    return bool(site.args) and "irq" in site.name and anywhere.is_anywhere(site.args[-1])


def _pair(site: Site) -> str:
    """Tells the two kinds of saved flags apart."""
    return "bpf_local_irq" if "local" in site.name else "bpf_res_spin"


def _saved(state: State, flags: Pointer) -> Slot | None:
    slot = state.slots.get((flags.region, flags.offset or 0))
    return slot if slot is not None and slot.kind == "irq" else None


def _is_off_stack(engine: Machine, state: State, site: Site, flags: Pointer, subject: str) -> bool:
    if flags.region.kind is RegionKind.STACK:
        return False
    if flags.region.kind is not RegionKind.OTHER:
        engine.report(state, Case.IRQ_FLAGS_OFF_STACK, site.call.span, subject=subject, callee=site.name)
    return True


def _check_save(engine: Machine, state: State, site: Site) -> None:
    flags, subject = _flags(site)
    if flags is None or _is_off_stack(engine, state, site, flags, subject):
        return
    if (flags.region, flags.offset or 0) in state.slots:
        engine.report(state, Case.IRQ_FLAGS_SAVED_TWICE, site.call.span, subject=subject, callee=site.name)


def _save(engine: Machine, state: State, site: Site) -> None:
    """Saves IRQ flags in a stack variable."""
    flags, subject = _flags(site)
    if _is_anywhere(site):
        anywhere.put(engine, state, Slot("irq", _pair(site), "active", 0, site.call.span, subject))
    if flags is None or flags.region.kind is not RegionKind.STACK:
        return
    span = site.call.span
    state.tell(span, "interrupts are off from here", engine.opening(span))
    place = flags.region, flags.offset or 0
    slot = Slot("irq", _pair(site), "active", engine.identity(), span, subject)
    if place in state.slots:  # reported; what follows would be told of it once more
        state.drop_slot(place)
    state.slots[place] = slot
    state.begin(CriticalSection(SectionKind.IRQ, span, subject, slot.token))


def _check_restore(engine: Machine, state: State, site: Site) -> None:
    flags, subject = _flags(site)
    if flags is None or _is_off_stack(engine, state, site, flags, subject):
        return
    span, known = site.call.span, _saved(state, flags)
    if known is None and anywhere.has(engine, state, "irq"):
        return
    if known is None:
        engine.report(state, Case.IRQ_FLAGS_UNSAVED, span, subject=subject, callee=site.name)
        return
    if known.type != _pair(site):
        engine.report(state, Case.IRQ_FLAGS_OF_OTHER_KIND, span, subject=subject, callee=site.name)
        return
    newest = state.innermost(SectionKind.IRQ)
    if newest is not None and newest.token != known.token:
        engine.report(state, Case.IRQ_FLAGS_OUT_OF_ORDER, span, subject=subject, other=newest.name, callee=site.name)


def _restore(engine: Machine, state: State, site: Site) -> None:
    """Restores the flags saved in a stack variable; those that were meant, where it is the wrong variable."""
    del engine
    flags, _ = _flags(site)
    if _is_anywhere(site):
        anywhere.may_have_ended(state, "irq")
    if flags is None or flags.region.kind is not RegionKind.STACK:
        return
    known = _saved(state, flags)
    if known is None:
        return
    place = (flags.region, flags.offset or 0)
    if known.type != _pair(site):
        saved = [each for each in state.slots.items() if each[1].kind == "irq" and each[1].type == _pair(site)]
        place = max(saved, key=lambda each: each[1].token, default=(place, known))[0]
    state.drop_slot(place)


def _check_irq_save(engine: Machine, state: State, site: Site) -> None:
    if state.innermost(SectionKind.LOCK) is None:  # under a lock the call itself is refused
        _check_save(engine, state, site)


def _check_irq_restore(engine: Machine, state: State, site: Site) -> None:
    if state.innermost(SectionKind.LOCK) is None:
        _check_restore(engine, state, site)


def _irq_save(engine: Machine, state: State, site: Site) -> bool:
    _save(engine, state, site)
    return True


def _irq_restore(engine: Machine, state: State, site: Site) -> bool:
    _restore(engine, state, site)
    _end_read_side(engine, state)
    return True


_LOCK, _UNLOCK = Effect(_res_lock, _check_res_lock), Effect(_res_unlock, _check_res_unlock)
EFFECTS: Final[Mapping[str, Effect]] = {
    "bpf_rcu_read_lock": Effect(_beginning(SectionKind.RCU, "the RCU read side begins here"), _check_rcu_lock),
    "bpf_rcu_read_unlock": Effect(_rcu_unlock, _must_be_open(SectionKind.RCU, Case.RCU_CLOSED_UNOPENED)),
    "bpf_preempt_disable": Effect(_beginning(SectionKind.PREEMPT, "preemption is off from here")),
    "bpf_preempt_enable": Effect(_preempt_enable, _must_be_open(SectionKind.PREEMPT, Case.PREEMPTION_ENABLED_TWICE)),
    "bpf_local_irq_save": Effect(_irq_save, _check_irq_save),
    "bpf_local_irq_restore": Effect(_irq_restore, _check_irq_restore),
    "bpf_res_spin_lock": _LOCK,
    "bpf_res_spin_lock_irqsave": _LOCK,
    "bpf_res_spin_unlock": _UNLOCK,
    "bpf_res_spin_unlock_irqrestore": _UNLOCK,
}
