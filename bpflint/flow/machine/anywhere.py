"""Iterators, dynptrs and saved flags that lie nobody knows where: what is said of others has to allow for them.

A pointer that came out of inline assembly, or of memory that a call may have changed, may point to any variable.
"""

from __future__ import annotations

from typing import Final

from bpflint.flow.domain.holdings import Slot
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Pointer, RegionKind, Scalar, Value
from bpflint.flow.machine.context import Machine

_PLACES: Final = {"iter": 0, "dynptr": 1, "irq": 2}


def is_anywhere(value: Value) -> bool:
    """True for what may be the address of any variable."""
    if isinstance(value, Pointer):
        return value.region.kind is RegionKind.OTHER and not value.region.readonly
    return not isinstance(value, Scalar)


def put(engine: Machine, state: State, slot: Slot) -> None:
    """Something was made that lies anywhere. What has to be given back for it may have been."""
    state.forget_reference(slot.token)
    state.slots[(engine.anywhere, _PLACES[slot.kind])] = slot


def has(engine: Machine, state: State, kind: str) -> bool:
    """True if something of a kind may lie at a place where none is known."""
    return (engine.anywhere, _PLACES[kind]) in state.slots


def may_have_ended(state: State, kind: str) -> None:
    """Something of a kind was given back, nobody knows which: it may be any."""
    for place, slot in list(state.slots.items()):
        if slot.kind == kind:
            state.forget_reference(slot.token)
            if kind == "irq":
                state.drop_slot(place)
