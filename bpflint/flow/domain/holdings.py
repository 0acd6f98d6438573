"""What a path owes, holds and has lost: references, critical sections, slots on the stack, what is gone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.values import Distance, Region

_USED_AFTER = {
    "released": Case.USED_AFTER_RELEASE,
    "invalidated": Case.USED_AFTER_INVALIDATION,
    "moved": Case.USED_AFTER_MOVE,
    "unlocked": Case.USED_AFTER_UNLOCK,
}


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that has to be given back: `callee` gave it at `span`, the user calls it `name`.

    `what` is how to call it in a message, `release` names what gives it back. `frame` is the depth it was acquired in,
    and `calls` how many calls of kfuncs and helpers the path had made by then.
    """

    callee: str
    span: Span
    name: str
    what: str
    release: str
    null: int
    frame: int
    calls: int
    type_name: str = ""


@dataclass(frozen=True, slots=True)
class Death:
    """Why an object must not be used any more."""

    how: str
    """released, invalidated, moved, unlocked"""
    callee: str
    span: Span

    @property
    def case(self) -> Case:
        """What a use of the object is."""
        return _USED_AFTER[self.how]


class SectionKind(Enum):
    """Why nothing may sleep in a critical section. The values are the words that events have for it.

    Of several that are open, messages name the first in this order.
    """

    LOCK = "lock"
    PREEMPT = "preempt"
    IRQ = "irq"
    RCU = "rcu"


@dataclass(frozen=True, slots=True)
class CriticalSection:
    """A part of a program in which nothing may sleep. It begins at `span`, and has to end before the program does.

    `name` is what the user calls the lock, or the variable that keeps the IRQ flags; `token` is that variable's slot.
    """

    kind: SectionKind
    span: Span
    name: str = ""
    token: int = 0
    lock: Lock | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """The spin lock that is held: `callee` took it, and `region` says what it protects."""

    callee: str
    """bpf_spin_lock, bpf_res_spin_lock, bpf_res_spin_lock_irqsave"""
    region: Region
    offset: int | None


@dataclass(frozen=True, slots=True)
class Slot:
    """An iterator, a dynptr or saved IRQ flags on the stack."""

    kind: str
    """iter, dynptr, irq"""
    type: str
    """`iter_num`; local, ringbuf, skb, xdp ...; bpf_local_irq_save"""
    state: str
    """active, drained"""
    token: int
    """What must be given back, 0 if nothing."""
    span: Span
    name: str
    life: int = 0
    """The lifetime of what is taken out of it (slices, elements)."""
    size: int = 8
    shared: int = 0
    """Clones of one dynptr share this."""
    readonly: bool = False
    rcu: bool = False


@dataclass(frozen=True, slots=True)
class PacketRoom:
    """How much of one packet, by the token of its pointers, was compared with its end; packet_room.py keeps it."""

    packet: int = -1
    begins: tuple[tuple[str, int], ...] = ()
    """Bytes from where a member of the context points to."""
    places: tuple[tuple[str, Distance], ...] = ()
    """Offsets from there that vary."""
    shorter: tuple[tuple[str, int], ...] = ()
    """Bytes that there are at most, from where a member of the context points to."""
    told: frozenset[tuple[object, ...]] = frozenset()
    """What was reported of accesses to a packet that is shorter than the path wanted."""
    contradicted: frozenset[tuple[object, ...]] = frozenset()
    """Those behind which a comparison came out as it cannot."""
