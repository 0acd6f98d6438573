"""Objects of the kernel in map values: whether the kernel knows them in this map at all."""

from __future__ import annotations

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Pointer, RegionKind
from bpflint.flow.machine.context import Machine, section_of
from bpflint.flow.static.map_fields import ONE_IN_A_VALUE, holds_two, lacks_types, refuses
from bpflint.flow.static.struct_layout import SPECIAL, is_integers, special_at, special_members
from bpflint.source.model import Global


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
    if _shares_section(engine, pointer, name):
        engine.report(
            state,
            Case.TWO_OBJECTS_IN_VALUE,
            span,
            key=f"map:{subject}",
            subject=subject,
            callee=callee,
            map=pointer.region.group,
            type=name,
        )
        return True
    case, known = refusal(pointer, name), pointer.region.map
    if case is None or known is None:
        return False
    if (known.name, name) in engine.said_once:
        return True  # one cause is told once, where a path first comes to it
    engine.said_once.add((known.name, name))
    engine.report(state, case, span, key=f"map:{subject}", subject=subject, callee=callee, map=known.name, type=name)
    return True


def is_other_member(state: State, pointer: Pointer, name: str) -> bool:
    """True for a pointer to what is no object `name` of a map's value, as far as the value's type tells."""
    holder = state.type_of(pointer.region)
    if holder is None or pointer.offset is None or name not in SPECIAL:
        return False
    if not special_members(holder) and not (pointer.region.kind is RegionKind.GLOBAL and is_integers(holder)):
        return False
    member = special_at(holder, pointer.offset)
    return member is None or member.name != name or member.offset != pointer.offset


def _is_initialised(variable: Global) -> bool:
    """True for a variable that may be in another section than one of zeros is."""
    return not variable.section and (variable.is_half_read or bool(variable.initializer))


def _shares_section(engine: Machine, pointer: Pointer, name: str) -> bool:
    """True for a variable beside another one with an object of which a map's value, as a section is, holds one."""
    section = pointer.region.group
    if pointer.region.kind is not RegionKind.GLOBAL or name not in ONE_IN_A_VALUE:
        return False
    beside = [
        variable
        for variable in engine.unit.globals.values()
        if section_of(variable) == section
        and not (variable.is_extern or variable.is_static or _is_initialised(variable))
    ]
    return sum(member.name == name for each in beside for member in special_members(each.type)) > 1
