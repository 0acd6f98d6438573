"""Iterators, dynptrs and saved flags on the stack: memory that only kfuncs and helpers may read and write."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.cells import Cells
from bpflint.flow.domain.holdings import Death, Slot
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Pointer, Region, RegionKind
from bpflint.flow.machine.context import Machine
from bpflint.kernel.verifier_change import Change

KEPT: Final = (RegionKind.MAP_VALUE, RegionKind.ALLOC, RegionKind.MEMORY)
"""Where no compiler leaves out a write."""
_READ: Final = {"iter": Case.ITERATOR_READ, "dynptr": Case.DYNPTR_READ, "irq": Case.IRQ_FLAGS_READ}


def slot_at(state: State, address: Pointer, size: int) -> tuple[Region, int] | None:
    """The iterator, dynptr or saved flags that an access touches, wherever in a variable of its own it is made."""
    offset = address.offset
    for key, slot in state.slots.items():
        if key[0] is not address.region:
            continue
        if offset is None:
            if slot.size == address.region.size:
                return key
        elif key[1] < offset + size and offset < key[1] + slot.size:
            return key
    return None


def peek(engine: Machine, state: State, address: Pointer, size: int, span: Span) -> bool:
    """Reports a read of the memory of an iterator, a dynptr or saved flags. True if it is one."""
    touched = slot_at(state, address, size)
    slot = state.slots[touched] if touched is not None else None
    if slot is None:
        return False
    engine.report(state, _READ[slot.kind], span, about=(slot.token,), subject=slot.name, type=slot.type)
    return True


def check_read(engine: Machine, state: State, address: Pointer, size: int, span: Span) -> None:
    """Reports such memory where a function reads so many bytes of it."""
    if state.slots and size > 0 and address.region.kind is RegionKind.STACK and address.offset is not None:
        peek(engine, state, address, size, span)


def check_copied(engine: Machine, state: State, source: Pointer, target: Region, size: int, span: Span) -> None:
    """Reports such memory where it is copied to where no compiler leaves out a write."""
    variable = target.variable if target.kind is RegionKind.GLOBAL else None
    if target.kind in KEPT or (variable is not None and engine.summaries.stays_in_memory(variable)):
        peek(engine, state, source, size, span)


def break_slots(engine: Machine, state: State, address: Pointer, size: int, span: Span) -> None:
    """A write over an iterator, a dynptr or saved flags destroys it."""
    touched = slot_at(state, address, size)
    if touched is None:
        return
    slot = state.slots[touched]
    watched = engine.has(Change.DYNPTRS_WATCHED)
    if slot.kind == "dynptr" and not watched:
        state.doubt = True  # the path may be taken for one that did not write here
    if slot.kind == "dynptr" and slot.token in state.owned and not dynptr_shared(engine, state, slot):
        engine.report(state, Case.DYNPTR_OVERWRITTEN, span, about=(slot.token,), subject=slot.name)
        state.owned.pop(slot.token)
    state.drop_slot(touched)
    if slot.kind == "dynptr" and slot.life and watched:
        state.dead[slot.life] = _overwritten(slot.name, span)


def dynptr_shared(engine: Machine, state: State, slot: Slot) -> bool:
    """True if a clone holds the same memory, and the verifier minds."""
    if not engine.has(Change.CLONES_COUNT):
        return False
    return sum(other.kind == "dynptr" and other.shared == slot.shared for other in state.slots.values()) > 1


def move(state: State, source: Pointer, target: Pointer, size: int) -> None:
    """A struct that holds a dynptr and is returned: the compiler builds it where it ends up.

    An assignment is a copy, and what is copied is no dynptr.
    """
    if source.offset is None or target.offset is None:
        return
    moved = False
    for key, slot in list(state.slots.items()):
        place = key[1] - source.offset
        if key[0] is source.region and slot.kind == "dynptr" and place >= 0 and place + slot.size <= size:
            del state.slots[key]
            state.slots[(target.region, target.offset + place)] = slot
            moved = True
    if moved:
        _follow(state, source, target, size)


def _follow(state: State, source: Pointer, target: Pointer, size: int) -> None:
    """Pointers into what was built elsewhere point there: the compiler knows no other place."""
    assert source.offset is not None and target.offset is not None
    ahead = target.offset - source.offset
    for region, cells in list(state.memory.items()):
        changed = {
            place: (width, replace(value, region=target.region, offset=value.offset + ahead))
            for place, (width, value) in cells.values.items()
            if isinstance(value, Pointer)
            and value.region is source.region
            and value.offset is not None
            and 0 <= value.offset - source.offset < size
        }
        if changed:
            state.memory[region] = Cells({**cells.values, **changed}, cells.zeros)


def _overwritten(name: str, span: Span) -> Death:
    return Death("invalidated", f"overwriting {name}", span)
