"""How far a pointer to a kernel object is trusted, and what reading a member of it gives.

The verifier knows a few members that keep trust (rules/trusted_fields.yaml); kernels built with clang know more, from
`__rcu` marks in their BTF. A member that might be marked so is of unknown trust, about which nothing is said.
"""

from __future__ import annotations

from bpflint.flow.domain.holdings import SectionKind
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Pointer, Trust, Value
from bpflint.flow.machine.context import Machine
from bpflint.kernel.verifier_change import Change
from bpflint.source.types import Type

_KEEP_RCU = (SectionKind.RCU, SectionKind.LOCK)
"""Sections that every kernel takes for the RCU read side; others do since `Change.RCU_BY_REGION`."""


def in_rcu(engine: Machine, state: State) -> bool:
    """True where the verifier takes it that RCU keeps objects alive: in programs that cannot sleep, and in regions that
    forbid sleeping, among which it did not always count those with preemption or interrupts off."""
    if not engine.root.sleepable:
        return True
    open_kinds = {section.kind for section in state.critical}
    return not open_kinds.isdisjoint(_KEEP_RCU) or (bool(open_kinds) and engine.has(Change.RCU_BY_REGION))


def trust_of(state: State, pointer: Pointer) -> Trust:
    """What the pointer's trust is worth now."""
    if pointer.life and pointer.life in state.owned:
        return Trust.TRUSTED
    if pointer.life and pointer.life in state.unsure:
        return Trust.UNKNOWN
    if pointer.trust is Trust.RCU and pointer.rcu_section < state.rcu_section:
        return Trust.UNTRUSTED
    return pointer.trust


def outlived_rcu(state: State, pointer: Pointer) -> bool:
    """True for an object, not known to be gone, that was read in an RCU read side which has ended."""
    return pointer.life not in state.dead and trust_of(state, pointer) is Trust.UNTRUSTED


def _gives_number(engine: Machine, member: str) -> bool:
    """True where a member that points to no struct is a number to the verifier: later it is memory to read."""
    # Of a struct that the program describes itself the kernel's member may be another pointer.
    return bool(member) and "___" not in member and not engine.has(Change.UNTYPED_CASTS)


def walk(engine: Machine, state: State, base: Pointer, ctype: Type) -> Value:
    """The pointer of type `ctype` read from the member of a kernel object that `base` is the address of."""
    target = ctype.target if ctype.target is not None and ctype.target.is_record else None
    fields = engine.kernel.facts.trusted_fields
    trust, null = Trust.PLAIN, False
    known = trust_of(state, base)
    name = base.field
    if target is None and not ctype.tags and known is not Trust.UNKNOWN and _gives_number(engine, name):
        return engine.plain_number()
    if "user" in ctype.tags or "percpu" in ctype.tags or known is Trust.UNKNOWN:
        trust = Trust.UNKNOWN
    elif known is Trust.UNTRUSTED:
        trust = Trust.UNTRUSTED
    elif known is Trust.PLAIN:
        trust = Trust.PLAIN
    elif name in fields.trusted:
        trust = Trust.TRUSTED
    elif name in fields.trusted_or_null:
        trust, null = Trust.TRUSTED, True
        if name == "dentry.d_inode" and not engine.has(Change.NEGATIVE_DENTRIES):
            null = False
    elif in_rcu(engine, state) and state.nullness(base) is False:
        if name in fields.rcu:
            trust = Trust.RCU
        elif name in fields.rcu_or_null:
            trust, null = Trust.RCU, True
        elif "rcu" in ctype.tags or name.rpartition(".")[2] in fields.maybe_rcu:
            trust = Trust.UNKNOWN
    elif name in fields.rcu or name in fields.rcu_or_null or state.nullness(base) is False:
        trust = Trust.UNTRUSTED
    else:
        trust = Trust.UNKNOWN
    return engine.kernel_object(
        target, trust, null=null, tested=trust is not Trust.TRUSTED, rcu_section=state.rcu_section
    )
