"""When two paths are as good as one: a state reduced to what can still matter, with identities renamed.

Two states with the same signature would be followed by the same mistakes, so the second is dropped. With less precision
more states look alike; a mistake may then be missed, none is made up.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from bpflint.flow.state import State
from bpflint.flow.values import Argument, Condition, Pointer, Region, RegionKind, Scalar, Trust, Value

if TYPE_CHECKING:
    from bpflint.flow.interpreter import Interpreter

MAX_CELLS = 400
"""Memory cells looked at; what lies beyond is taken as equal."""


class _Namer:
    __slots__ = ("cells", "names", "precision", "queue", "state")

    def __init__(self, state: State, precision: int) -> None:
        self.state = state
        self.precision = precision
        self.names: dict[object, int] = {}
        self.queue: list[Region] = []
        self.cells = 0

    def name(self, thing: object) -> int:
        known = self.names.get(thing)
        if known is None:
            known = self.names[thing] = len(self.names)
        return known

    def region(self, region: Region) -> Hashable:
        if region not in self.names:
            self.queue.append(region)
        if region.kind in (RegionKind.GLOBAL, RegionKind.MAP, RegionKind.FUNCTION):
            self.name(region)
            return region.kind.value, region.group, region.name
        return region.kind.value, self.name(region)

    def value(self, value: Value) -> Hashable:
        kind = type(value)
        if kind is Scalar:
            low, high = self.state.range(value)
            if low == high:
                return low
            nonzero = self.state.nullness(value)
            if self.precision == 2:
                return "s", low, high, nonzero, self.name(value.ident) if value.ident else None
            if self.precision == 1:
                return "s", nonzero, self.name(value.ident) if value.ident else None
            return "s", nonzero
        if kind is Pointer:
            life: Hashable = None
            if value.life:
                life = (
                    self.name(("life", value.life)),
                    value.life in self.state.dead,
                    value.life in self.state.owned,
                    value.life in self.state.loose,
                )
            null = self.state.nullness(value)
            return (
                "p",
                self.region(value.region),
                value.offset,
                null if null is not None else self.name(("null", value.null)),
                life,
                value.trust.value,
                value.trust is Trust.RCU and value.epoch < self.state.epoch,
            )
        if kind is Condition:
            return "?", value.op, self.value(value.left), self.value(value.right)
        if kind is Argument:
            return "a", value.index
        return "u"


def signature(engine: Interpreter, state: State, precision: int) -> Hashable:
    """What of a state can still matter. `precision`: 2 tells ranges apart, 1 identities, 0 only constants and pointers."""
    namer = _Namer(state, precision)
    parts: list[Hashable] = []
    last = len(state.frames) - 1
    for depth, frame in enumerate(state.frames):
        live = engine.shape(frame.function).live_locals[frame.block] if depth == last and not frame.index else None
        for local, region in frame.regions.items():
            if live is not None and local not in live:
                continue
            parts.append((depth, local.name, local.span.line, namer.name(region)))
            namer.queue.append(region)
        parts.append(tuple((index, namer.value(value)) for index, value in frame.temps.items()))
        parts.append((frame.role, tuple(namer.name(("life", token)) for token in sorted(frame.held))))
    position = 0
    done: set[Region] = set()
    while position < len(namer.queue) and namer.cells < MAX_CELLS:
        region = namer.queue[position]
        position += 1
        cells = state.memory.get(region)
        if cells is None or region in done:
            continue
        done.add(region)
        namer.cells += len(cells.values)
        content = tuple((offset, namer.value(cell[1])) for offset, cell in sorted(cells.values.items()))
        parts.append((namer.name(region), content, cells.zeros))
    parts.append(
        frozenset(
            (namer.region(region), offset, slot.kind, slot.type, slot.state, bool(slot.token), slot.rcu)
            for (region, offset), slot in state.slots.items()
        )
    )
    owned = [
        (namer.names.get(("life", token), -1), reference.callee, reference.span.line)
        for token, reference in state.owned.items()
    ]
    parts.append(tuple(sorted(owned)))
    parts.append((len(state.rcu), len(state.preempt), state.widened))
    parts.append(tuple((lock.kind, namer.region(lock.region), lock.offset) for lock in state.locks))
    parts.append(tuple(sorted(map(repr, state.objects.items()))) if state.objects else ())
    return tuple(parts)
