"""What the check of variables shares with the classes of kernels: which the object needs and this kernel lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bpflint.base.span import Span
from bpflint.checks._kfuncs import kept_functions
from bpflint.checks.context import Context
from bpflint.kernel import Presence
from bpflint.libbpf.externs import KCONFIG, KSYMS, is_in_kallsyms, is_needed, presence
from bpflint.libbpf.kernel_kinds import is_of_other_kind
from bpflint.source.model import Global, operands
from bpflint.source.unit import Unit


@dataclass(frozen=True, slots=True)
class Use:
    """The first use of a variable in the code that the compiler keeps."""

    variable: Global
    span: Span
    function: str


@dataclass(frozen=True, slots=True)
class OtherType:
    """A use of a variable that the kernel has with another type."""

    use: Use
    theirs: str


def lacking_symbols(context: Context) -> tuple[Use, ...]:
    """The variables without which the object does not load, and that this kernel surely lacks."""
    return context.once(_lacking)


def _lacking(context: Context) -> Iterator[Use]:
    for use in _uses(context.unit):
        if is_needed(use.variable) and presence(context.kernel, use.variable) is Presence.ABSENT:
            yield use


def other_symbols(context: Context) -> tuple[OtherType, ...]:
    """The variables of the kernel that the object declares as another kind of thing: then it does not load."""
    return context.once(_other)


def _other(context: Context) -> Iterator[OtherType]:
    surface = context.kernel.surface
    for use in _uses(context.unit):
        variable = use.variable
        if variable.section != KSYMS or presence(context.kernel, variable) is not Presence.PRESENT:
            continue
        forms = surface.variable(variable.name).forms
        if forms and all(is_of_other_kind(surface, variable.type, each) for each in forms):
            yield OtherType(use, forms[0])


def doubtful_symbols(context: Context) -> tuple[Use, ...]:
    """The variables that the object needs, that other kernels have, and of which nobody knows for this one."""
    return context.once(_doubtful)


def _doubtful(context: Context) -> Iterator[Use]:
    for use in _unknown(context):
        if _is_somewhere(context, use.variable):
            yield use


def symbols_of_no_kernel(context: Context) -> tuple[Use, ...]:
    """The variables with a type that the object needs and no known kernel has."""
    return context.once(_of_no_kernel)


def _of_no_kernel(context: Context) -> Iterator[Use]:
    for use in _unknown(context):
        variable = use.variable
        if variable.section == KSYMS and not is_in_kallsyms(variable) and not _is_somewhere(context, variable):
            yield use


def _unknown(context: Context) -> Iterator[Use]:
    for use in _uses(context.unit):
        if is_needed(use.variable) and presence(context.kernel, use.variable) is Presence.UNKNOWN:
            yield use


def _is_somewhere(context: Context, variable: Global) -> bool:
    facts = context.facts
    return any(presence(facts.at(version), variable) is Presence.PRESENT for version in facts.versions)


def used_symbols(context: Context) -> tuple[Use, ...]:
    """Every variable that the object only declares and that the compiler keeps."""
    return _uses(context.unit)


@lru_cache(maxsize=2)
def _uses(unit: Unit) -> tuple[Use, ...]:
    if not any(each.is_extern and each.section in (KSYMS, KCONFIG) for each in unit.globals.values()):
        return ()
    found: dict[Global, Use] = {}
    for function in kept_functions(unit):
        for block in function.blocks:
            for instruction in block.instructions:
                for operand in operands(instruction):
                    if isinstance(operand, Global) and operand.is_extern:
                        found.setdefault(operand, Use(operand, instruction.span, function.name))
    return tuple(found.values())
