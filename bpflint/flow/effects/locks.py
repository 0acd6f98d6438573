"""Spin locks and the regions in which a program must not sleep or call out."""

from __future__ import annotations

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import Death, Lock, State
from bpflint.flow.domain.values import Pointer, Region, RegionKind, Scalar, Value
from bpflint.flow.effects import map_values
from bpflint.flow.machine.context import Machine
from bpflint.flow.static.struct_layout import special_at
from bpflint.kernel.verifier_change import Change
from bpflint.source.model import Call

PLAIN = "bpf_spin_lock"
LOCKABLE = (RegionKind.MAP_VALUE, RegionKind.GLOBAL, RegionKind.ALLOC)
ERRNO = (-4095, -1)


def same_memory(left: Region, right: Region) -> bool:
    """True if two regions are one allocation to the verifier: the same object, or two of one group."""
    if left is right:
        return True
    return bool(left.group) and (left.kind, left.group) == (right.kind, right.group) and left.map is right.map


def holder(state: State, region: Region) -> Lock | None:
    """The lock held that protects `region`."""
    return next((lock for lock in reversed(state.locks) if same_memory(lock.region, region)), None)


def acquire(engine: Machine, state: State, call: Call, kind: str, value: Value, name: str) -> bool:
    """Takes a lock. False where that is refused."""
    if in_tree_callback(state):
        engine.report(state, Case.LOCK_IN_TREE_CALLBACK, call.span, callee=f"{kind}")
        return True
    if not isinstance(value, Pointer) or value.region.kind not in LOCKABLE:
        return True
    if not _is_lock(engine, state, call, kind, value, name):
        return False  # what follows would be told of a lock that was never taken
    if kind == PLAIN:
        held = next((lock for lock in state.locks if lock.kind == PLAIN), None)
        if held is not None:
            engine.report(
                state,
                Case.LOCKS_NESTED,
                call.span,
                subject=name,
                other=held.name,
                opened_at=held.span,
            )
            return True
    elif any(lock.region is value.region and lock.offset == value.offset for lock in state.locks):
        engine.report(state, Case.LOCKED_TWICE, call.span, subject=name, callee=kind)
        return True
    state.locks = (*state.locks, Lock(kind, value.region, value.offset, call.span, name))
    state.tell(call.span, f"{name} is locked here", engine.opening(call.span))
    return True


def release(engine: Machine, state: State, call: Call, kind: str, value: Value, name: str) -> bool:
    """Gives a lock back. `kind` is that of the locking function."""
    unlock = kind.replace("spin_lock", "spin_unlock").replace("irqsave", "irqrestore")
    if in_tree_callback(state):
        engine.report(state, Case.LOCK_IN_TREE_CALLBACK, call.span, callee=unlock)
        return True
    if not isinstance(value, Pointer) or value.region.kind not in LOCKABLE:
        state.locks = state.locks[:-1]
        _unlocked(engine, state, call, unlock)
        return True
    if not state.locks:
        engine.report(state, Case.UNLOCKED_UNHELD, call.span, subject=name, callee=unlock)
        return True
    found = [lock for lock in state.locks if lock.kind == kind and same_memory(lock.region, value.region)]
    if not found:
        held = state.locks[-1]
        engine.report(
            state,
            Case.OTHER_LOCK_UNLOCKED,
            call.span,
            subject=name,
            callee=unlock,
            other=held.name,
            opened_at=held.span,
        )
    elif found[-1] is not state.locks[-1]:
        engine.report(
            state, Case.UNLOCKED_OUT_OF_ORDER, call.span, subject=name, callee=unlock, other=state.locks[-1].name
        )
    gone = found[-1] if found else state.locks[-1]
    state.locks = tuple(lock for lock in state.locks if lock is not gone)
    _unlocked(engine, state, call, unlock)
    return True


def _unlocked(engine: Machine, state: State, call: Call, unlock: str) -> None:
    from bpflint.flow.machine.trust import in_rcu

    for token in state.non_owning:
        state.dead[token] = Death("unlocked", unlock, call.span)
    state.non_owning = frozenset()
    if engine.kernel.has(Change.UNLOCKING_ENDS_RCU) and not in_rcu(engine, state):
        state.rcu_section += 1


def _is_lock(engine: Machine, state: State, call: Call, kind: str, value: Pointer, name: str) -> bool:
    """Reports a pointer that is not to a lock of this kind."""
    region = value.region
    struct = "bpf_spin_lock" if kind == PLAIN else "bpf_res_spin_lock"
    if map_values.is_unknown(engine, state, value, struct, call.span, subject=name, callee=kind):
        return False
    holder = state.type_of(region)
    if holder is None or not holder.complete or not holder.is_record:
        return True
    if value.offset is None:
        return True
    member = special_at(holder, value.offset)
    if member is not None and member.name == struct and member.offset == value.offset:
        return True
    if member is None and not holder.fields:
        return True
    engine.report(state, Case.NOT_A_LOCK, call.span, subject=name, callee=kind, type=struct)
    return False


def in_tree_callback(state: State) -> bool:
    """True inside the `less` of a tree, which runs under the tree's lock."""
    return any(frame.role.startswith("bpf_rbtree_add") for frame in state.frames)


def fork_failure(engine: Machine, state: State, call: Call) -> None:
    """A resilient lock may fail: that path goes on with an error and without the lock."""
    other = state.fork()
    engine.also(other, call, Scalar(*ERRNO))


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
