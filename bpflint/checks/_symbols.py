"""What the check of variables shares with the classes of kernels: which the object needs and this kernel lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bpflint.base.span import Span
from bpflint.checks._kfuncs import kept_functions
from bpflint.checks.context import Context
from bpflint.kernel import Presence
from bpflint.libbpf.externs import KCONFIG, KSYMS, is_needed, presence
from bpflint.source.model import Global, operands
from bpflint.source.unit import Unit


@dataclass(frozen=True, slots=True)
class Use:
    """The first use of a variable in the code that the compiler keeps."""

    variable: Global
    span: Span
    function: str


def lacking_symbols(context: Context) -> tuple[Use, ...]:
    """The variables without which the object does not load, and that this kernel surely lacks."""
    return context.once(_lacking)


def _lacking(context: Context) -> Iterator[Use]:
    for use in _uses(context.unit):
        if is_needed(use.variable) and presence(context.kernel, use.variable) is Presence.ABSENT:
            yield use


def has_doubtful_symbol(context: Context) -> bool:
    """True if nobody knows whether this kernel has a variable that the object needs, though others have it."""
    return any(context.once(_doubtful))


def _doubtful(context: Context) -> Iterator[Use]:
    facts = context.facts
    for use in _uses(context.unit):
        if is_needed(use.variable) and presence(context.kernel, use.variable) is Presence.UNKNOWN:
            answers = (presence(facts.at(version), use.variable) for version in facts.versions)
            if Presence.PRESENT in answers:
                yield use


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
