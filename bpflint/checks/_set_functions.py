"""What the checks share of struct_ops variables: functions that they set where libbpf takes none.

libbpf refuses to open an object in which a member that is no pointer to a function is set to one, or a pointer to a
function to what is no struct_ops program (`bpf_object__collect_st_ops_relos()`). It loads a function for one member of
one type only (`bpf_map__init_kern_struct_ops()`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from bpflint.base.span import Span
from bpflint.checks.context import Context
from bpflint.kernel import Presence
from bpflint.libbpf.attach_targets import Target, presence
from bpflint.libbpf.ksym import essential_name
from bpflint.libbpf.programs import CREATED_SECTIONS, STRUCT_OPS, STRUCT_OPS_SECTIONS
from bpflint.libbpf.sections import SectionTable
from bpflint.source.control_flow import Function
from bpflint.source.model import FunctionRef, Global
from bpflint.source.types import Kind, Type

_LOADERS = ("auto", "libbpf")


class Why(Enum):
    """Why libbpf takes no function there."""

    DATA = auto()
    NO_PROGRAM = auto()
    OTHER_MEMBER = auto()


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A function that a struct_ops variable sets a member to, and may not."""

    span: Span
    variable: str
    member: str
    function: str
    why: Why
    first: str = ""
    """The member that the function was set for before."""
    has_alternative: bool = False
    """True if that is of another variable: a loader may leave either out."""


def misplaced(context: Context) -> tuple[Misplaced, ...]:
    """Every such function; the same on all kernels but for members that one lacks."""
    return context.once(_misplaced)


def _misplaced(context: Context) -> Iterator[Misplaced]:
    if context.loader not in _LOADERS:
        return
    first: dict[str, tuple[str, Global]] = {}
    unit = context.unit
    sections = SectionTable(context.facts.section_table, context.loader)
    for variable in unit.globals.values():
        if variable.section not in STRUCT_OPS_SECTIONS:
            continue
        struct = essential_name(variable.type.name)
        types = {field.name: field.type for field in variable.type.fields}
        for name, value in variable.initializer.items():
            if not isinstance(value, FunctionRef) or value.name not in unit.functions or name not in types:
                continue
            member = f"{struct}.{name}"
            if not _points_to_function(types[name]):
                yield Misplaced(variable.span, variable.name, member, value.name, Why.DATA)
            elif not _is_program(sections, unit.functions[value.name]):
                yield Misplaced(variable.span, variable.name, member, value.name, Why.NO_PROGRAM)
            elif variable.section in CREATED_SECTIONS and _may_be_there(context, member):
                before, owner = first.setdefault(value.name, (member, variable))
                if before != member:
                    other = owner is not variable
                    why = Why.OTHER_MEMBER
                    yield Misplaced(variable.span, variable.name, member, value.name, why, before, other)


def _points_to_function(type: Type) -> bool:
    if type.kind is not Kind.POINTER:
        return type.kind is Kind.UNKNOWN
    return type.target is None or type.target.kind in (Kind.FUNCTION, Kind.UNKNOWN)


def _is_program(sections: SectionTable, function: Function) -> bool:
    if not function.section:
        return False
    known = sections.resolve(function.section)
    return known is None or known.program_type in ("", STRUCT_OPS)


def _may_be_there(context: Context, member: str) -> bool:
    return presence(context.kernel, Target("member", member, loads=False)) is not Presence.ABSENT
