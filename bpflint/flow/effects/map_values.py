"""Objects of the kernel in map values: whether the kernel knows them in this map at all."""

from __future__ import annotations

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Pointer, RegionKind
from bpflint.flow.machine.context import Machine
from bpflint.flow.static.map_fields import holds_two, lacks_types, refuses


def refusal(pointer: Pointer, name: str) -> Case | None:
    """Why the value of a map may not hold an object `name`; None if it may, or `pointer` is not to one."""
    region = pointer.region
    known = region.map
    if region.kind is not RegionKind.MAP_VALUE or known is None:
        return None
    if lacks_types(known):
        return Case.MAP_WITHOUT_TYPES
    if refuses(known, name):
        return Case.MAP_REFUSES_OBJECT
    return Case.TWO_OBJECTS_IN_VALUE if holds_two(known, name) else None


def is_unknown(
    engine: Machine, state: State, pointer: Pointer, name: str, span: Span, *, subject: str, callee: str
) -> bool:
    """Reports an object `name` in the value of a map whose values may not hold it. True where that is so."""
    case, known = refusal(pointer, name), pointer.region.map
    if case is None or known is None:
        return False
    if (known.name, name) in engine.refused_maps:
        return True  # one cause is told once, where a path first comes to it
    engine.refused_maps.add((known.name, name))
    engine.report(state, case, span, key=f"map:{subject}", subject=subject, callee=callee, map=known.name, type=name)
    return True
