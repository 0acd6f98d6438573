"""Spin locks and the regions in which a program must not sleep or call out."""

from __future__ import annotations

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.holdings import Death, Lock
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Pointer, Region, RegionKind
from bpflint.flow.effects import map_values
from bpflint.flow.effects.effect import Effect
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import in_rcu
from bpflint.flow.static.struct_layout import special_at
from bpflint.kernel.verifier_change import Change
from bpflint.source.model import Call

PLAIN = "bpf_spin_lock"
LOCKABLE = (RegionKind.MAP_VALUE, RegionKind.GLOBAL, RegionKind.ALLOC)


def same_memory(left: Region, right: Region) -> bool:
    """True if two regions are one allocation to the verifier: the same object, or two of one group."""
    if left is right:
        return True
    return bool(left.group) and (left.kind, left.group) == (right.kind, right.group) and left.map is right.map


def holder(state: State, region: Region) -> Lock | None:
    """The lock held that protects `region`."""
    return next((lock for lock in reversed(state.locks) if same_memory(lock.region, region)), None)


def check_lock(engine: Machine, state: State, site: Site) -> None:
    """Reports a lock that must not be taken here."""
    value, name = site.value(0), site.subject(0)
    if in_tree_callback(state):
        engine.report(state, Case.LOCK_IN_TREE_CALLBACK, site.call.span, callee=site.name)
        return
    if not isinstance(value, Pointer) or value.region.kind not in LOCKABLE:
        return
    struct = _struct(site)
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
    if in_tree_callback(state) or not isinstance(value, Pointer) or value.region.kind not in LOCKABLE:
        return True
    struct = _struct(site)
    if map_values.refusal(value, struct) is not None or _is_other(state, value, struct):
        return False
    held = _in_the_way(state, site, value)
    if held is not None and (held.region, held.offset) == (value.region, value.offset):
        return False
    state.locks = (*state.locks, Lock(site.name, value.region, value.offset, span, name))
    state.tell(span, f"{name} is locked here", engine.opening(span))
    return True


def _struct(site: Site) -> str:
    return "bpf_spin_lock" if site.name == PLAIN else "bpf_res_spin_lock"


def _in_the_way(state: State, site: Site, value: Pointer) -> Lock | None:
    """The lock held that forbids this one: any other plain one, or the very same resilient one."""
    if site.name == PLAIN:
        return next((held for held in state.locks if held.kind == PLAIN), None)
    return next((held for held in state.locks if held.region is value.region and held.offset == value.offset), None)


def _is_other(state: State, value: Pointer, struct: str) -> bool:
    """True for a pointer to what is no lock of this kind."""
    ctype = state.type_of(value.region)
    if ctype is None or not ctype.complete or not ctype.is_record or value.offset is None:
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
    elif not state.locks:
        engine.report(state, Case.UNLOCKED_UNHELD, span, subject=name, callee=site.name)
    else:
        found, newest = _held(state, site, value), state.locks[-1]
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
    if isinstance(value, Pointer) and value.region.kind in LOCKABLE:
        if not state.locks:
            return True
        gone = _held(state, site, value) or state.locks[-1]
        state.locks = tuple(held for held in state.locks if held is not gone)
    else:
        state.locks = state.locks[:-1]
    _unlocked(engine, state, site)
    return True


def _held(state: State, site: Site, value: Pointer) -> Lock | None:
    """The newest lock held that may be the one to give back."""
    kind = site.name.replace("spin_unlock", "spin_lock").replace("irqrestore", "irqsave")
    found = [held for held in state.locks if held.kind == kind and same_memory(held.region, value.region)]
    return found[-1] if found else None


def _unlocked(engine: Machine, state: State, site: Site) -> None:
    for token in state.non_owning:
        state.dead[token] = Death("unlocked", site.name, site.call.span)
    state.non_owning = frozenset()
    if engine.has(Change.UNLOCKING_ENDS_RCU) and not in_rcu(engine, state):
        state.rcu_section += 1


def in_tree_callback(state: State) -> bool:
    """True inside the `less` of a tree, which runs under the tree's lock."""
    return any(frame.role.startswith("bpf_rbtree_add") for frame in state.frames)


def closed_region(state: State) -> tuple[str, Span] | None:
    """The innermost region in which nothing may sleep, and where it was entered."""
    if state.locks:
        return "lock", state.locks[-1].span
    if state.preempt:
        return "preempt", state.preempt[-1]
    for slot in state.slots.values():
        if slot.kind == "irq":
            return "irq", slot.span
    if state.rcu:
        return "rcu", state.rcu[-1]
    return None


def check_sleep(engine: Machine, state: State, call: Call, name: str, case: Case = Case.KFUNC_SLEEPS) -> None:
    """Reports a call that may sleep in a region where nothing may."""
    closed = closed_region(state)
    if closed is not None:
        engine.report(
            state,
            case,
            call.span,
            key=f"sleep:{closed[0]}",
            callee=name,
            region=closed[0],
            opened_at=closed[1],
        )


LOCK, UNLOCK = Effect(lock, check_lock), Effect(unlock, check_unlock)
