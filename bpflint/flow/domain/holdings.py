"""What a path owes, holds and has lost: references, locks, iterators and dynptrs on the stack, what is gone."""

from __future__ import annotations

from dataclasses import dataclass

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.values import Region

_USED_AFTER = {
    "released": Case.USED_AFTER_RELEASE,
    "invalidated": Case.USED_AFTER_INVALIDATION,
    "moved": Case.USED_AFTER_MOVE,
    "unlocked": Case.USED_AFTER_UNLOCK,
}


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that has to be given back: `callee` gave it at `span`, the user calls it `name`.

    `what` is how to call it in a message, `release` names what gives it back. `frame` is the depth it was acquired in.
    """

    callee: str
    span: Span
    name: str
    what: str
    release: str
    null: int
    frame: int
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


@dataclass(frozen=True, slots=True)
class Lock:
    """A spin lock that is held. `region` and `group` say what it protects."""

    kind: str
    """bpf_spin_lock, bpf_res_spin_lock, bpf_res_spin_lock_irqsave"""
    region: Region
    offset: int | None
    span: Span
    name: str


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
