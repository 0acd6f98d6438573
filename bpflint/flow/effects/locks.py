"""Spin locks, and what must not be called in critical sections."""

from __future__ import annotations

from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.holdings import CriticalSection, Death, Lock, SectionKind
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Pointer, Region, RegionKind
from bpflint.flow.effects import map_values, register_sorts
from bpflint.flow.effects.effect import Effect
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import in_rcu
from bpflint.flow.static.struct_layout import is_integers, special_at
from bpflint.kernel.verifier_change import Change
from bpflint.source.model import Call

PLAIN = "bpf_spin_lock"
LOCKABLE = (RegionKind.MAP_VALUE, RegionKind.GLOBAL, RegionKind.ALLOC)


def same_memory(left: Region, right: Region) -> bool:
    """True if two regions are one allocation to the verifier: the same object, or two of one group."""
    if left is right:
        return True
    return bool(left.group) and (left.kind, left.group) == (right.kind, right.group) and left.map is right.map


def holder(state: State, region: Region) -> CriticalSection | None:
    """The section whose lock protects `region`."""
    return next((held for held, lock in reversed(held_locks(state)) if same_memory(lock.region, region)), None)


def held_locks(state: State) -> list[tuple[CriticalSection, Lock]]:
    """The sections under a lock, outermost first, and their locks."""
    return [(section, section.lock) for section in state.critical if section.lock is not None]


def may_hold(state: State, region: Region) -> bool:
    """True if the lock that protects `region` is held, or one that nobody knows."""
    return holder(state, region) is not None or _unknown(state) is not None


def _unknown(state: State) -> CriticalSection | None:
    """The newest section under a lock that lies nobody knows where."""
    return next((held for held, lock in reversed(held_locks(state)) if lock.region.kind is RegionKind.OTHER), None)


def check_lock(engine: Machine, state: State, site: Site) -> None:
    """Reports a lock that must not be taken here."""
    value, name = site.value(0), site.subject(0)
    if in_tree_callback(state):
        engine.report(state, Case.LOCK_IN_TREE_CALLBACK, site.call.span, callee=site.name)
        return
    if not isinstance(value, Pointer):
        return
    struct = _struct(site)
    if _is_elsewhere(state, value):
        engine.report(state, Case.NOT_A_LOCK, site.call.span, subject=name, callee=site.name, type=struct)
    if value.region.kind not in LOCKABLE:
        return
    if map_values.is_unknown(engine, state, value, struct, site.call.span, subject=name, callee=site.name):
        return
    if _is_other(state, value, struct):
        engine.report(state, Case.NOT_A_LOCK, site.call.span, subject=name, callee=site.name, type=struct)
        return
    held = _in_the_way(state, site, value)
    if held is not None and site.name == PLAIN:
        engine.report(state, Case.LOCKS_NESTED, site.call.span, subject=name, other=held.name, opened_at=held.span)
    elif held is not None:
        engine.report(state, Case.LOCKED_TWICE, site.call.span, subject=name, callee=site.name)


def lock(engine: Machine, state: State, site: Site) -> bool:
    """Takes a lock. False where it is none, or held already: what follows would be told of a lock never taken.

    Another one than what is held counts as held too, so that its release is no second mistake.
    """
    value, span, name = site.value(0), site.call.span, site.subject(0)
    if in_tree_callback(state):
        return True
    if isinstance(value, Pointer) and _is_elsewhere(state, value):
        return False
    if not isinstance(value, Pointer) or value.region.kind not in LOCKABLE:
        state.begin(CriticalSection(SectionKind.LOCK, span, name, lock=Lock(site.name, engine.anywhere, None)))
        return True
    struct = _struct(site)
    if map_values.refusal(value, struct) is not None or _is_other(state, value, struct):
        return False
    held = _in_the_way(state, site, value)
    if held is not None and _is_lock_at(held.lock, value):
        return False
    lock = Lock(site.name, value.region, value.offset)
    state.begin(CriticalSection(SectionKind.LOCK, span, name, lock=lock))
    state.tell(span, f"{name} is locked here", engine.opening(span))
    return True


def _is_elsewhere(state: State, value: Pointer) -> bool:
    """True for a pointer to memory that holds no locks."""
    return state.death(value) is None and register_sorts.lies_elsewhere(state, value, "ARG_PTR_TO_SPIN_LOCK")


def _struct(site: Site) -> str:
    return "bpf_spin_lock" if site.name == PLAIN else "bpf_res_spin_lock"


def _in_the_way(state: State, site: Site, value: Pointer) -> CriticalSection | None:
    """The section whose lock forbids this one: any other plain one, or the very same resilient one."""
    if site.name == PLAIN:
        return next((held for held, lock in held_locks(state) if lock.callee == PLAIN), None)
    return next((held for held, lock in held_locks(state) if _is_lock_at(lock, value)), None)


def _is_lock_at(lock: Lock | None, value: Pointer) -> bool:
    return lock is not None and lock.region is value.region and lock.offset == value.offset


def _is_other(state: State, value: Pointer, struct: str) -> bool:
    """True for a pointer to what is no lock of this kind."""
    ctype = state.type_of(value.region)
    if ctype is None or value.offset is None:
        return False
    if value.region.kind is RegionKind.GLOBAL and is_integers(ctype):
        return True
    if not ctype.complete or not ctype.is_record:
        return False
    member = special_at(ctype, value.offset)
    if member is None:
        return bool(ctype.fields)
    return member.name != struct or member.offset != value.offset


def check_unlock(engine: Machine, state: State, site: Site) -> None:
    """Reports a lock that cannot be given back here."""
    value, span, name = site.value(0), site.call.span, site.subject(0)
    if in_tree_callback(state):
        engine.report(state, Case.LOCK_IN_TREE_CALLBACK, span, callee=site.name)
    elif not isinstance(value, Pointer) or value.region.kind not in LOCKABLE:
        return
    elif (newest := state.innermost(SectionKind.LOCK)) is None:
        engine.report(state, Case.UNLOCKED_UNHELD, span, subject=name, callee=site.name)
    else:
        found = _held(state, site, value)
        if found is None and _unknown(state) is not None:
            return
        if found is None:
            engine.report(
                state,
                Case.OTHER_LOCK_UNLOCKED,
                span,
                subject=name,
                callee=site.name,
                other=newest.name,
                opened_at=newest.span,
            )
        elif found is not newest:
            engine.report(state, Case.UNLOCKED_OUT_OF_ORDER, span, subject=name, callee=site.name, other=newest.name)


def unlock(engine: Machine, state: State, site: Site) -> bool:
    """Gives a lock back: the newest, where it is not known which."""
    value = site.value(0)
    if in_tree_callback(state):
        return True
    newest, gone = state.innermost(SectionKind.LOCK), None
    if isinstance(value, Pointer) and value.region.kind in LOCKABLE:
        if newest is None:
            return True
        gone = _held(state, site, value) or _unknown(state)
    state.end(gone or newest)
    _unlocked(engine, state, site)
    return True


def _held(state: State, site: Site, value: Pointer) -> CriticalSection | None:
    """The newest section whose lock may be the one to give back."""
    kind = site.name.replace("spin_unlock", "spin_lock").replace("irqrestore", "irqsave")
    found = (
        held
        for held, lock in reversed(held_locks(state))
        if lock.callee == kind and same_memory(lock.region, value.region)
    )
    return next(found, None)


def _unlocked(engine: Machine, state: State, site: Site) -> None:
    for token in state.non_owning:
        state.dead[token] = Death("unlocked", site.name, site.call.span)
    state.non_owning = frozenset()
    if engine.has(Change.UNLOCKING_ENDS_RCU) and not in_rcu(engine, state):
        state.rcu_section += 1


def in_tree_callback(state: State) -> bool:
    """True inside the `less` of a tree, which runs under the tree's lock."""
    return any(frame.role.startswith("bpf_rbtree_add") for frame in state.frames)


def check_sleep(engine: Machine, state: State, call: Call, name: str, case: Case = Case.KFUNC_SLEEPS) -> None:
    """Reports a call that may sleep in a critical section."""
    section = next((section for kind in SectionKind if (section := state.innermost(kind)) is not None), None)
    if section is not None:
        region = section.kind.value
        engine.report(state, case, call.span, key=f"sleep:{region}", callee=name, region=region, opened_at=section.span)


LOCK, UNLOCK = Effect(lock, check_lock), Effect(unlock, check_unlock)
