"""What the checks share of struct_ops variables: members that the kernel has as something else, or of another size.

libbpf compares every member of the declared struct, also those that nobody sets, with the kernel's of the same name
(`bpf_map__init_kern_struct_ops()`), and gives up on the object where kinds or sizes differ. Names of types do not
count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpflint.base.span import Span
from bpflint.checks.context import Context
from bpflint.kernel.surface_at import SurfaceAt
from bpflint.kernel.surface_types import Member
from bpflint.libbpf.kernel_kinds import KINDS, kernel_kind
from bpflint.libbpf.ksym import essential_name
from bpflint.libbpf.programs import CREATED_SECTIONS, STRUCT_OPS_SECTIONS
from bpflint.source.model import Global
from bpflint.source.types import Field, Kind


@dataclass(frozen=True, slots=True)
class OtherMember:
    """A member of a struct_ops variable's type that libbpf does not take for the kernel's of the same name."""

    span: Span
    variable: str
    struct: str
    member: str
    ours: str
    theirs: str
    """How both are declared."""
    sizes: tuple[int, int] | None
    """Of ours and of theirs in bytes, where it is these that differ."""
    is_bit_field: bool
    has_alternative: bool
    """True where another variable of the file has this type without such a member: a loader takes either."""


def other_members(context: Context) -> tuple[OtherMember, ...]:
    """Every such member on this kernel; libbpf leaves variables in `?.struct_ops` out by itself."""
    return context.once(_other_members)


def _other_members(context: Context) -> Iterator[OtherMember]:
    variables = [each for each in context.unit.globals.values() if each.section in STRUCT_OPS_SECTIONS]
    found = {variable.name: list(_of_variable(context, variable)) for variable in variables}
    for variable in (each for each in variables if each.section in CREATED_SECTIONS):
        fitting = any(
            not found[other.name] and essential_name(other.type.name) == essential_name(variable.type.name)
            for other in variables
        )
        for field, member, sizes in found[variable.name]:
            yield OtherMember(
                variable.span,
                variable.name,
                essential_name(variable.type.name),
                field.name,
                f"{field.type.spelling} : {field.bit_width}" if field.bit_width else field.type.spelling,
                member.type,
                sizes,
                is_bit_field=bool(field.bit_width or member.bits),
                has_alternative=fitting,
            )


_Differing = tuple[Field, Member, tuple[int, int] | None]


def _of_variable(context: Context, variable: Global) -> Iterator[_Differing]:
    surface = context.kernel.surface
    answer = surface.struct_ops(essential_name(variable.type.name))
    if not answer.is_present or variable.type.kind is not Kind.STRUCT or variable.type.is_stand_in:
        return
    builds = [{member.path: member for member in form.members} for form in answer.forms]
    for field in variable.type.fields:
        theirs = [members.get(field.name) for members in builds] if field.name else []
        differing = [_difference(surface, field, member) for member in theirs if member is not None]
        # A build that lacks the member passes over it.
        if differing and len(differing) == len(builds) and all(differing):
            yield next(each for each in differing if each)


def _difference(surface: SurfaceAt, ours: Field, theirs: Member) -> _Differing | None:
    """What libbpf refuses of the two; None where it takes one for the other, or nobody knows."""
    kind, size = kernel_kind(surface, theirs.type)
    if ours.bit_width or theirs.bits or (kind and ours.type.kind in KINDS and KINDS[ours.type.kind] != kind):
        return ours, theirs, None
    is_same = kind == "pointer" or not size or not ours.type.size or size == ours.type.size
    return None if is_same else (ours, theirs, (ours.type.size, size))
