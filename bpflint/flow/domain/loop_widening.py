"""Loops that count, on a path: their counters stand for every value that is left.

A loop of sixty-four rounds is not walked sixty-four times. After a few rounds its counter stands for any of the
values that are left, so that both the next round and the end are reached; the verifier walks them all, and comes to
the end with the counter at its last value too. What a loop adds up is forgotten then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from bpflint.flow.domain.state import Frame, State
from bpflint.flow.domain.values import UNKNOWN, Pointer, RegionKind, Scalar, any_integer
from bpflint.flow.static.loops import Loop
from bpflint.source.model import Local
from bpflint.source.types import Kind

LED_OUT: Final = 1 << 30
"""More rounds than any path goes: those of a loop that a path was led out of."""


def widen(state: State, frame: Frame, loop: Loop, identity: Callable[[], int]) -> bool:
    """Has the counters of a loop that `frame` runs stand for every value that is left. False if none can be spread."""
    is_widened = False
    for local, counting in loop.counters.items():
        region = frame.regions.get(local)
        value = state.read(region, 0, local.type.size) if region is not None else None
        now = state.constant(value) if value is not None else None
        values = counting.rounds_left(now, at_head=frame.block == loop.head) if now is not None else None
        if region is None or values is None:
            continue
        state.write(region, 0, local.type.size, Scalar(min(values), max(values), identity()))
        is_widened = True
    if is_widened and not loop.is_plain:
        # A round that is left out may be the one that gives something back.
        state.doubt = True
        _lose_listed(state)
        forget(state, frame, loop.sums)
    return is_widened


def lead_out(state: State, frame: Frame, loop: Loop) -> None:
    """Has a path forget what a loop without counters writes, so that it comes to the end.

    Any round that is left out may give back what is held. Each time it comes to the head again it does the same.
    """
    state.doubt = True
    frame.rounds[loop.head] = LED_OUT
    state.forget_references()
    forget(state, frame, loop.written, pointers=True)


def _lose_listed(state: State) -> None:
    """References in arrays are given back in rounds of their own."""
    for region, cells in state.memory.items():
        if region.kind is RegionKind.STACK and region.type is not None and region.type.kind is Kind.ARRAY:
            for _, value in cells.values.values():
                if isinstance(value, Pointer):
                    state.forget_reference(value.life)


def forget(state: State, frame: Frame, locals: Iterable[Local], *, pointers: bool = False) -> None:
    """The numbers in these locals may be any from now on, and what the pointers point to is unknown."""
    for local in locals:
        region = frame.regions.get(local)
        cells = state.memory.get(region) if region is not None else None
        if cells is None or region is None:
            continue
        for offset, (size, value) in list(cells.values.items()):
            if isinstance(value, Scalar):
                state.write(region, offset, size, any_integer(size))
            elif isinstance(value, Pointer) and pointers:
                state.write(region, offset, size, UNKNOWN)
