"""Iterators, dynptrs and saved flags on the stack: memory that only kfuncs and helpers may read and write."""

from __future__ import annotations

from dataclasses import replace

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.cells import Cells
from bpflint.flow.domain.holdings import Death, Slot
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Pointer, Region, RegionKind
from bpflint.flow.machine.context import Machine
from bpflint.kernel.verifier_change import Change


def slot_at(state: State, address: Pointer, size: int) -> tuple[Region, int] | None:
    offset = address.offset or 0
    for key, slot in state.slots.items():
        if key[0] is address.region and key[1] < offset + size and offset < key[1] + slot.size:
            return key
    return None


def peek(engine: Machine, state: State, address: Pointer, size: int, span: Span) -> bool:
    """Reports a read of an iterator's or dynptr's own memory. True if it is one."""
    touched = slot_at(state, address, size)
    slot = state.slots[touched] if touched is not None else None
    if slot is None or slot.kind not in ("iter", "dynptr"):
        return False
    case = Case.ITERATOR_READ if slot.kind == "iter" else Case.DYNPTR_READ
    engine.report(state, case, span, about=(slot.token,), subject=slot.name, type=slot.type)
    return True


def check_read(engine: Machine, state: State, address: Pointer, size: int, span: Span) -> None:
    """Reports an iterator or a dynptr in memory of which a function reads so many bytes."""
    if state.slots and size > 0 and address.region.kind is RegionKind.STACK and address.offset is not None:
        peek(engine, state, address, size, span)


def break_slots(engine: Machine, state: State, address: Pointer, size: int, span: Span) -> None:
    """A write over an iterator, a dynptr or saved flags destroys it."""
    if address.offset is None:
        return
    touched = slot_at(state, address, size)
    if touched is None:
        return
    slot = state.slots[touched]
    watched = engine.has(Change.DYNPTRS_WATCHED)
    if slot.kind == "dynptr" and not watched:
        state.doubt = True  # the path may be taken for one that did not write here
    if slot.kind == "dynptr" and slot.token in state.owned and not dynptr_shared(engine, state, slot):
        engine.report(state, Case.DYNPTR_OVERWRITTEN, span, about=(slot.token,), subject=slot.name)
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
