"""When two paths are as good as one: a state reduced to what can still matter, with identities renamed.

Two states with the same signature would be followed by the same mistakes, so the second is dropped. With less precision
more states look alike; a mistake may then be missed, none is made up.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from itertools import islice
from typing import Final

from bpflint.flow.domain.cells import Cells
from bpflint.flow.domain.holdings import Lock, Reference, SectionKind
from bpflint.flow.domain.slots import Signed, signed_as
from bpflint.flow.domain.state import Frame, State
from bpflint.flow.domain.values import Argument, Condition, Distance, Pointer, Region, RegionKind, Scalar, Trust, Value
from bpflint.source.model import Local

NESTED = 4
"""Regions open within each other that are counted."""
MAX_REGIONS = 200
"""Pieces of memory behind pointers that are looked at; what lies beyond is taken as equal."""
UNTOLD = -4
"""The least precision, at which references are only counted."""
MAX_LIVE = 64
"""Live variables of one function of which the newest are looked at. The stack of a function has room for 64 pointers;
real programs have less than 30 at a time."""
MAX_OWNED = 32
"""References of which the oldest are looked at, for themselves: what live variables hold shows with these."""


class _Namer:
    """Names regions and identities by the order in which they are met; stack variables by themselves."""

    __slots__ = ("done", "names", "precision", "queue", "state")

    def __init__(self, state: State, precision: int) -> None:
        self.state = state
        self.precision = precision
        self.names: dict[object, Hashable] = {}
        self.queue: list[Region] = []
        self.done: set[Region] = set()
        for depth, frame in enumerate(state.frames):
            for local, region in frame.regions.items():
                self.names[region] = depth, local

    def name(self, thing: object) -> Hashable:
        known = self.names.get(thing)
        if known is None:
            known = self.names[thing] = len(self.names)
        return known

    def region(self, region: Region) -> Hashable:
        kind = region.kind
        if region not in self.done:
            self.done.add(region)
            self.queue.append(region)
        if kind is RegionKind.GLOBAL or kind is RegionKind.MAP or kind is RegionKind.FUNCTION:
            return kind, region.group, region.name
        if region.type is None and region in self.state.types:
            return region.likeness, self.name(region), self.state.types[region]
        return region.likeness, self.name(region)

    def content(self, cells: Cells) -> Hashable:
        values = cells.values
        if len(values) == 1:
            for offset, (_, value) in values.items():
                return offset, self.value(value), cells.zeros
        return tuple([(offset, self.value(cell[1])) for offset, cell in sorted(values.items())]), cells.zeros

    def value(self, value: Value) -> Hashable:
        if isinstance(value, Scalar):
            return self._scalar(value)
        if isinstance(value, Pointer):
            return self._pointer(value)
        if isinstance(value, Condition):
            return "?", value.op, self.value(value.left), self.value(value.right)
        if isinstance(value, Argument):
            return "a", value.index
        return "u"

    def _scalar(self, value: Scalar) -> Hashable:
        precision, ident = self.precision, value.ident
        if precision < 0:
            return "s"
        low, high = self.state.range(value) if ident else (value.low, value.high)
        if low == high:
            return low
        if precision == 0:
            return "s", low > 0 or high < 0
        nonzero = self.state.nullness(value)
        name = self.name(ident) if ident else None
        if precision < 2:
            return "s", nonzero, name
        excluded = self.state.excluded.get(ident) if ident else None
        return ("s", low, high, nonzero, name) if not excluded else ("s", low, high, nonzero, name, frozenset(excluded))

    def _pointer(self, value: Pointer) -> Hashable:
        state, token, trust = self.state, value.life, value.trust
        life: Hashable = None
        if token:
            life = self.name(-token), token in state.dead, token in state.owned, token in state.non_owning
        null = state.nullness(value) if value.null else False
        return (
            self.region(value.region),
            value.offset if self.precision >= 0 else None,
            null if null is not None else self.name(("null", value.null)),
            life,
            trust,
            trust is Trust.RCU and value.rcu_section < state.rcu_section,
        )


class StateSignatures:
    """The signatures of a state that does not change meanwhile, each made once."""

    __slots__ = ("_known", "state")

    def __init__(self, state: State) -> None:
        self.state = state
        self._known: dict[int, Hashable] = {}

    def at(self, precision: int) -> Hashable:
        """The signature at a precision, as `signature` says."""
        known = self._known.get(precision)
        if known is None:
            known = self._known[precision] = signature(self.state, precision)
        return known


def signature(state: State, precision: int) -> Hashable:
    """What of a state can still matter.

    `precision`: 2 tells ranges apart, 1 identities, 0 only constants and pointers, -1 only pointers and their objects,
    -2 only what is owned and open, UNTOLD of references how many.
    """
    if precision < -1:
        return _skeleton(state, told=precision != UNTOLD)
    namer = _Namer(state, precision)
    return tuple([part(namer) for part in _PARTS])


def is_cut(state: State) -> bool:
    """True if a state has more than signatures show."""
    return len(state.owned) > MAX_OWNED or any(
        len(frame.regions) > MAX_LIVE and len(_looked_at(frame)) < sum(map(_live(frame).__contains__, frame.regions))
        for frame in state.frames
    )


def _live(frame: Frame) -> frozenset[Local]:
    return frame.cfg.live_at(frame.block, frame.index)


def _looked_at(frame: Frame) -> list[Local]:
    """The live variables of a function whose content is looked at."""
    live = _live(frame)
    if len(frame.regions) <= MAX_LIVE:
        return [local for local in frame.regions if local in live]
    return list(islice((local for local in reversed(frame.regions) if local in live), MAX_LIVE))


def _oldest_owned(state: State) -> Iterable[tuple[int, Reference]]:
    return islice(state.owned.items(), MAX_OWNED)


def _frames(namer: _Namer) -> Hashable:
    """What the live variables and temporaries hold, and all memory that these lead to."""
    parts: list[Hashable] = []
    memory, done = namer.state.memory, namer.done
    for frame in namer.state.frames:
        for local in _looked_at(frame):
            region = frame.regions[local]
            if region not in done:
                cells = memory.get(region)
                if cells is not None:
                    done.add(region)
                    parts.append((local, namer.content(cells)))
        if frame.temps:
            parts.append(tuple([(index, namer.value(value)) for index, value in frame.temps.items()]))
        if frame.role:
            parts.append((frame.role, tuple(namer.name(-token) for token in sorted(frame.held))))
    position = 0
    while position < len(namer.queue) and position < MAX_REGIONS:
        region = namer.queue[position]
        position += 1
        cells = memory.get(region)
        if cells is not None:
            parts.append((namer.name(region), namer.content(cells)))
    return tuple(parts)


def _relations(namer: _Namer) -> Hashable:
    """How integers that matter compare."""
    names, relations = namer.names, namer.state.relations
    if namer.precision < 2 or not relations:
        return None
    return frozenset(
        (names[left], names[right], known)
        for (left, right), (known, _) in relations.items()
        if left in names and right in names
    )


def _owned(namer: _Namer) -> Hashable:
    return frozenset(
        (namer.names.get(-token, -1), reference.callee, reference.span.line)
        for token, reference in _oldest_owned(namer.state)
    )


def _slots(namer: _Namer) -> Hashable:
    section = namer.state.rcu_section
    return frozenset(
        (
            namer.region(region),
            offset,
            slot.kind,
            slot.type,
            slot.state,
            bool(slot.token),
            slot.rcu and slot.shared < section,
        )
        for (region, offset), slot in namer.state.slots.items()
    )


def _critical(namer: _Namer) -> Hashable:
    """The critical sections that are open, and what the innermost locks among them protect."""
    locks = [(lock.callee, namer.region(lock.region), lock.offset) for lock, _ in _locks(namer.state)]
    return tuple(locks), _nested(namer.state)


def _room(namer: _Namer) -> Hashable:
    """How much of the packet was compared with its end."""
    room = namer.state.room
    is_known = room.packet == namer.state.packet and (room.begins or room.places or room.shorter)
    if namer.precision <= 0 or not is_known:
        return ()
    places = [(begin, place.fixed, _steps(namer, place)) for begin, place in room.places]
    return room.begins, tuple(places), room.shorter, room.told, room.contradicted


def _steps(namer: _Namer, place: Distance) -> Hashable:
    """The numbers of an offset, as far as they still matter."""
    return tuple([(namer.names.get(number.ident), size) for number, size in place.steps])


_SIGN: Final[Mapping[str, Callable[[_Namer], Hashable]]] = {
    "frames": _frames,
    "relations": _relations,
    "owned": _owned,
    "slots": _slots,
    "critical": _critical,
    "objects": lambda namer: tuple(sorted(map(repr, namer.state.objects.items()))) if namer.state.objects else (),
    "room": _room,
    "unsure": lambda namer: bool(namer.state.unsure),
    "widened": lambda namer: namer.state.widened,
    "last_round": lambda namer: namer.state.last_round,
}
_PARTS: Final = tuple(_SIGN[name] for name, how in signed_as(State).items() if how is Signed.ITSELF)
"""The parts of a signature, as the slots of a state are declared. Frames come first: they give the names."""


def _nested(state: State) -> tuple[int, ...]:
    """How many critical sections of each kind are open; a loop may begin one more each round."""
    return tuple([min(len(state.sections(kind)), NESTED) for kind in SectionKind]) if state.critical else ()


def _locks(state: State) -> list[tuple[Lock, int]]:
    """The innermost locks, and the lines where they were taken; a loop may take one more each round."""
    return [(each.lock, each.span.line) for each in state.critical if each.lock is not None][-NESTED:]


def _skeleton(state: State, *, told: bool) -> Hashable:
    """What is owned and open, whatever the variables hold."""
    return (
        frozenset((reference.callee, reference.span.line if told else 0) for _, reference in _oldest_owned(state)),
        0 if told else min(len(state.owned), MAX_OWNED),
        frozenset((slot.kind, slot.type, slot.state, slot.span.line) for slot in state.slots.values()),
        _nested(state),
        tuple((lock.callee, line) for lock, line in _locks(state)),
        bool(state.non_owning),
        state.widened,
        state.last_round,
    )
