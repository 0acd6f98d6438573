"""Regions that kfuncs open and close: the RCU read side, preemption off, interrupts off, resilient spin locks."""

from __future__ import annotations

from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import UNKNOWN, Pointer, RegionKind, Scalar, Value
from bpflint.flow.effects import locks
from bpflint.flow.machine import call_site
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import in_rcu
from bpflint.kernel.verifier_change import Change
from bpflint.source.model import Call

REGIONS = {
    "bpf_rcu_read_lock": ("rcu", True),
    "bpf_rcu_read_unlock": ("rcu", False),
    "bpf_preempt_disable": ("preempt", True),
    "bpf_preempt_enable": ("preempt", False),
}


def switch(engine: Machine, state: State, call_: Call, name: str) -> bool:
    kind, opens = REGIONS[name]
    if locks.in_tree_callback(state) and kind == "rcu":
        engine.report(state, Case.RCU_IN_TREE_CALLBACK, call_.span, callee=name)
        return True
    stack = state.rcu if kind == "rcu" else state.preempt
    if opens:
        if kind == "rcu" and stack and not engine.kernel.has(Change.RCU_NESTS):
            engine.report(state, Case.RCU_NESTED, call_.span, opened_at=stack[-1], callee=name, key=name)
        stack = (*stack, call_.span)
        what = "the RCU read side begins" if kind == "rcu" else "preemption is off from"
        state.tell(call_.span, f"{what} here", engine.opening(call_.span))
    elif not stack:
        case = Case.RCU_CLOSED_UNOPENED if kind == "rcu" else Case.PREEMPTION_ENABLED_TWICE
        engine.report(state, case, call_.span, callee=name, key=name)
    else:
        stack = stack[:-1]
    if kind == "rcu":
        state.rcu = stack
    else:
        state.preempt = stack
    if not opens and not in_rcu(engine, state):
        state.rcu_section += 1
    engine.result(state, call_, UNKNOWN)
    return True


def res_lock(engine: Machine, state: State, call_: Call, name: str, args: tuple[Value, ...]) -> bool:
    value = args[0] if args else UNKNOWN
    subject = call_site.argument_name(call_, 0)
    irq = "irq" in name
    kind = "bpf_res_spin_lock_irqsave" if irq else "bpf_res_spin_lock"
    if "unlock" in name:
        locks.release(engine, state, call_, kind, value, subject)
        if irq and len(args) > 1:
            _flag(engine, state, call_, args[1], name, False)
        engine.result(state, call_, UNKNOWN)
        return True
    locks.fork_failure(engine, state, call_)
    if not locks.acquire(engine, state, call_, kind, value, subject):
        return False
    if irq and len(args) > 1:
        _flag(engine, state, call_, args[1], name, True)
    engine.result(state, call_, Scalar(0, 0))
    return True


def irq(engine: Machine, state: State, call_: Call, name: str, args: tuple[Value, ...]) -> bool:
    _flag(engine, state, call_, args[0] if args else UNKNOWN, name, name.endswith("save"))
    if not name.endswith("save") and not in_rcu(engine, state):
        state.rcu_section += 1
    engine.result(state, call_, UNKNOWN)
    return True


def _flag(engine: Machine, state: State, call_: Call, value: Value, name: str, saves: bool) -> None:
    """Saves or restores IRQ flags in a stack variable."""
    from bpflint.flow.domain.state import Slot

    if not isinstance(value, Pointer):
        return
    subject = call_site.argument_name(call_, len(call_.args) - 1)
    if value.region.kind is not RegionKind.STACK:
        if value.region.kind is not RegionKind.OTHER:
            engine.report(state, Case.IRQ_FLAGS_OFF_STACK, call_.span, subject=subject, callee=name)
        return
    key = (value.region, value.offset or 0)
    known = state.slots.get(key)
    pair = "bpf_local_irq" if "local" in name else "bpf_res_spin"
    if saves:
        if known is not None:
            engine.report(state, Case.IRQ_FLAGS_SAVED_TWICE, call_.span, subject=subject, callee=name)
        state.tell(call_.span, "interrupts are off from here", engine.opening(call_.span))
        state.slots[key] = Slot("irq", pair, "active", engine.identity(), call_.span, subject)
        return
    if known is None or known.kind != "irq":
        engine.report(state, Case.IRQ_FLAGS_UNSAVED, call_.span, subject=subject, callee=name)
        return
    if known.type != pair:
        engine.report(state, Case.IRQ_FLAGS_OF_OTHER_KIND, call_.span, subject=subject, callee=name)
    newest = max((slot for slot in state.slots.values() if slot.kind == "irq"), key=lambda slot: slot.token)
    if newest is not known:
        engine.report(state, Case.IRQ_FLAGS_OUT_OF_ORDER, call_.span, subject=subject, other=newest.name, callee=name)
    del state.slots[key]
