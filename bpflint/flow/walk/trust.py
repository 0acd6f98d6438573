"""How far a pointer to a kernel object is trusted, and what reading a member of it gives.

The verifier knows a few members that keep trust (rules/trusted_fields.yaml); kernels built with clang know more, from
`__rcu` marks in their BTF. A member that might be marked so is of unknown trust, about which nothing is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Pointer, Trust
from bpflint.flow.static.verifier_changes import NEGATIVE_DENTRIES, RCU_BY_REGION
from bpflint.kernel import load_facts
from bpflint.source.model import Type

if TYPE_CHECKING:
    from bpflint.flow.walk.context import Machine


_STRUCT = re.compile(r"struct (\w+)")


@dataclass(frozen=True, slots=True)
class TrustedFields:
    """The lists, as sets of `struct.member`."""

    rcu: frozenset[str]
    rcu_or_null: frozenset[str]
    trusted: frozenset[str]
    trusted_or_null: frozenset[str]
    rcu_protected: frozenset[str]
    maybe_rcu: frozenset[str]
    """Members that headers mark `__rcu`: by the member's name, for kernels whose BTF keeps the mark."""


@cache
def trusted_fields() -> TrustedFields:
    """The lists of rules/trusted_fields.yaml."""
    data = load_facts().trusted_fields

    def members(key: str) -> frozenset[str]:
        return frozenset(f"{entry['struct']}.{field}" for entry in data[key] for field in entry["fields"])

    return TrustedFields(
        members("rcu"),
        members("rcu_or_null"),
        members("trusted"),
        members("trusted_or_null"),
        frozenset(data["rcu_protected"]),
        frozenset(data.get("marked_rcu", ())),
    )


@cache
def kernel_structs() -> frozenset[str]:
    """Structs that some kfunc takes or returns. A kptr to any other is one to an object of the program's own."""
    found: set[str] = set()
    for kfunc in load_facts().kfuncs.values():
        for _, _, data in kfunc._prototypes:
            found.update(_STRUCT.findall(data[0]))
    return frozenset(found)


def in_rcu(engine: Machine, state: State) -> bool:
    """True where the verifier takes it that RCU keeps objects alive: in programs that cannot sleep, and in regions that
    forbid sleeping, among which it did not always count those with preemption or interrupts off."""
    if not engine.root.sleepable or state.rcu or state.locks:
        return True
    return engine.kernel.version >= RCU_BY_REGION and bool(
        state.preempt or any(slot.kind == "irq" for slot in state.slots.values())
    )


def trust_of(state: State, pointer: Pointer) -> Trust:
    """What the pointer's trust is worth now."""
    if pointer.life and pointer.life in state.owned:
        return Trust.TRUSTED
    if pointer.life and pointer.life in state.unsure:
        return Trust.UNKNOWN
    if pointer.trust is Trust.RCU and pointer.epoch < state.epoch:
        return Trust.UNTRUSTED
    return pointer.trust


def walk(engine: Machine, state: State, base: Pointer, ctype: Type) -> Pointer:
    """The pointer of type `ctype` read from the member of a kernel object that `base` is the address of."""
    target = ctype.target if ctype.target is not None and ctype.target.is_record else None
    fields = trusted_fields()
    trust, null = Trust.PLAIN, False
    known = trust_of(state, base)
    name = base.field
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
        if name == "dentry.d_inode" and engine.kernel.version < NEGATIVE_DENTRIES:
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
    return engine.kernel_object(target, trust, null=null, tested=trust is not Trust.TRUSTED, epoch=state.epoch)
