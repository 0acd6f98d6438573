"""Accesses at an offset that varies: one that surely may lie outside of its object is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Distance, Pointer, Region, RegionKind
from bpflint.flow.machine.context import Machine, section_of
from bpflint.flow.machine.witnesses import Reach, limits_of_distance, reach_of_distance
from bpflint.flow.static.constant_tables import constant_tables
from bpflint.flow.static.doubtful_accesses import is_constant
from bpflint.flow.static.stack_use import most_room
from bpflint.source.model import Global
from bpflint.source.unit import Unit

MAX_OFFSET: Final = 1 << 29
"""BPF_MAX_VAR_OFF in include/linux/bpf_verifier.h: from here on an offset has no bounds."""
_MOVABLE: Final = (RegionKind.MEMORY, RegionKind.MAP_VALUE, RegionKind.GLOBAL, RegionKind.STACK)
"""Where an offset may vary."""
_TYPED: Final = (RegionKind.KERNEL, RegionKind.ALLOC)
"""Objects of which the verifier knows each member, and wants to know which one is meant."""
_ALIGNMENT: Final = 64
_WRITABLE: Final = (".bss", ".data")
_CONSTANTS: Final = ".rodata"


def check(engine: Machine, state: State, pointer: Pointer, span: Span, size: int, name: str) -> None:
    """Reports `size` bytes that may lie outside of the object, at an address whose distance from its start varies."""
    region, distance = pointer.region, pointer.distance
    if distance is None:
        return
    if region.kind in _TYPED:
        _check_typed(engine, state, pointer, distance, span, name)
        return
    room = room_of(engine, pointer)
    # In doubt, what loops count was forgotten and may seem to be any number.
    if room is None or not size or state.doubt or state.widened:
        return
    limits = limits_of_distance(state, distance)
    if limits.low >= room.low and limits.high + size <= room.high:
        return
    reach = reach_of_distance(engine, state, distance)
    case = exceeded(reach, room, size) if reach is not None else None
    if reach is None or case is None:
        return
    about = (pointer.null, pointer.life, *(number.ident for number, _ in distance.steps))
    engine.report(
        state,
        case,
        span,
        about=about,
        key="index",
        sure=not _is_table(engine, state, region)
        and (region.kind is not RegionKind.GLOBAL or case is not Case.INDEX_TOO_LARGE),
        subject=name.removeprefix("&"),
        size=str(room.high),
        offset=str(reach.high),
        width=str(size),
    )


def _is_table(engine: Machine, state: State, region: Region) -> bool:
    """True for an array of constants, which compilers keep elsewhere, or not at all."""
    top = state.top
    if region.variable is not None and not engine.summaries.stays_in_memory(region.variable):
        return True
    tables = constant_tables(top.function) if region.kind is RegionKind.STACK else frozenset()
    return any(top.regions.get(table) is region for table in tables)


def exceeded(reach: Reach, room: Reach, size: int) -> Case | None:
    """How an offset exceeds the room that there is."""
    if reach.low < room.low:
        return Case.INDEX_NEGATIVE
    if reach.high >= MAX_OFFSET:
        return Case.INDEX_UNBOUNDED
    return Case.INDEX_TOO_LARGE if reach.high + size > room.high else None


def room_of(engine: Machine, pointer: Pointer) -> Reach | None:
    """The offsets that the verifier lets an address in an object have at most; None where nobody knows."""
    region = pointer.region
    if region.kind not in _MOVABLE or not region.size:
        return None
    if region.kind in (RegionKind.MAP_VALUE, RegionKind.MEMORY):
        return Reach(0, region.size)
    if pointer.distance is not None and any(size == region.size for _, size in pointer.distance.steps):
        return None  # an array of one element: compilers take the index for 0
    if region.kind is RegionKind.STACK:
        most = max(region.size, sum(most_room(one) for one in engine.summaries.reached(engine.root.function)))
    elif region.variable is None or not (
        engine.summaries.stays_in_memory(region.variable) or engine.summaries.is_table(region.variable)
    ):
        return None
    else:
        section = _section(region.variable)
        return Reach(-section_size(engine, section, _ALIGNMENT), section_size(engine, section))
    return Reach(-most, most)


def section_size(engine: Machine, section: str, alignment: int = 8) -> int:
    """The bytes that a section of variables has, all of which are one memory to the verifier.

    It has no more if no variable begins at a multiple of more than `alignment` bytes.
    """
    sizes = _sizes(engine.unit, len(engine.unit.globals)).get(section, ())
    return sum(-(-size // alignment) * alignment for size in sizes)


@lru_cache(maxsize=2)  # asked for each access
def _sizes(unit: Unit, _variables: int) -> Mapping[str, Sequence[int]]:
    """The sizes of the variables in each section, of those that are known so far."""
    sizes: dict[str, list[int]] = {}
    for each in unit.globals.values():
        for section in _sections(each):
            sizes.setdefault(section, []).append(each.type.size)
    return sizes


def _sections(variable: Global) -> tuple[str, ...]:
    """The section of a variable; both that it may lie in where nobody read whether it begins with zeroes."""
    section = _section(variable)
    is_half_read = variable.is_half_read or variable.initializer
    return _WRITABLE if is_half_read and section in _WRITABLE and not variable.section else (section,)


def _section(variable: Global) -> str:
    return _CONSTANTS if is_constant(variable) and not variable.section else section_of(variable)


def _check_typed(engine: Machine, state: State, pointer: Pointer, distance: Distance, span: Span, name: str) -> None:
    """Reports an access to what an unknown number picks in a kernel object."""
    reach = reach_of_distance(engine, state, distance)
    if reach is None or reach.low == reach.high:
        return
    about = (pointer.null, pointer.life)
    engine.report(
        state, Case.INDEX_INTO_OBJECT, span, about=about, key="index", only_certain=True, subject=name.removeprefix("&")
    )
