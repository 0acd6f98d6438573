"""What the checks share of struct_ops variables: the members of plain data that they set.

libbpf copies them into the kernel's struct. One that the kernel lacks it passes over where it is zero, and else gives
up on the object: `struct_ops init_kern ops: Cannot find member x in kernel BTF`. A function that the kernel lacks a
member for is told of at its program.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpflint.base.span import Span
from bpflint.checks._targets import is_in_no_kernel
from bpflint.checks.context import Context
from bpflint.kernel import Presence
from bpflint.libbpf.attach_targets import Target, presence
from bpflint.libbpf.ksym import essential_name
from bpflint.libbpf.programs import CREATED_SECTIONS, STRUCT_OPS_SECTIONS
from bpflint.source.model import Const, Global, Operand, String


@dataclass(frozen=True, slots=True)
class SetMember:
    """A member that a struct_ops variable sets and that this kernel lacks, or may lack."""

    span: Span
    variable: str
    target: Target
    presence: Presence
    has_alternative: bool
    """True where another variable of the file has this type and does without the member: a loader takes either."""


@dataclass(frozen=True, slots=True)
class Unfounded:
    """A variable of a struct_ops type that this kernel lacks, or may lack: then libbpf gives up on the object."""

    span: Span
    variable: str
    target: Target
    presence: Presence


def unfounded(context: Context) -> tuple[Unfounded, ...]:
    """Every such variable that libbpf makes a map of without being asked, of a type that some kernel has."""
    return context.once(_unfounded)


def _unfounded(context: Context) -> Iterator[Unfounded]:
    for variable in context.unit.globals.values():
        if variable.section in CREATED_SECTIONS:
            target = Target("type", essential_name(variable.type.name), loads=False)
            answer = presence(context.kernel, target)
            if answer is Presence.ABSENT or (answer is Presence.UNKNOWN and not is_in_no_kernel(context, target)):
                yield Unfounded(variable.span, variable.name, target, answer)


def set_members(context: Context) -> tuple[SetMember, ...]:
    """Every such member of a type that this kernel has; libbpf leaves variables in `?.struct_ops` out by itself."""
    return context.once(_set_members)


def _set_members(context: Context) -> Iterator[SetMember]:
    variables = [each for each in context.unit.globals.values() if each.section in STRUCT_OPS_SECTIONS]
    for variable in (each for each in variables if each.section in CREATED_SECTIONS):
        struct = essential_name(variable.type.name)
        if not context.kernel.surface.struct_ops(struct).is_present:
            continue
        for name, value in variable.initializer.items():
            target = Target("member", f"{struct}.{name}", loads=False)
            if is_data(value) and (answer := presence(context.kernel, target)) is not Presence.PRESENT:
                other = _has_alternative(variable, variables, name)
                yield SetMember(variable.span, variable.name, target, answer, other)


def is_data(value: Operand) -> bool:
    """Whether an initial value is data other than zero."""
    return value.value != 0 if isinstance(value, Const) else isinstance(value, String) and bool(value.text)


def _has_alternative(variable: Global, variables: list[Global], member: str) -> bool:
    struct = essential_name(variable.type.name)
    return any(
        other is not variable and essential_name(other.type.name) == struct and member not in other.initializer
        for other in variables
    )
