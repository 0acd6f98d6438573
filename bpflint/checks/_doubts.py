"""What nobody knows of a program on a kernel: whether its target is there, or a kfunc that it needs.

A kfunc that no known kernel has can only come from a module that we know nothing of. A strong declaration of such a
one keeps the whole object in doubt, whichever program calls it; a weak one only programs that surely call it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpflint.checks._causes import Cause, concerning
from bpflint.checks._declarations import fits_no_kernel
from bpflint.checks._hooks import has_doubtful_arguments
from bpflint.checks._kfuncs import needs
from bpflint.checks._symbols import has_doubtful_symbol
from bpflint.checks._targets import has_doubtful_target
from bpflint.checks._test_modules import has_doubtful_test_kfunc
from bpflint.checks.context import Context
from bpflint.kernel import Presence
from bpflint.libbpf.attach_targets import helper_is_closed
from bpflint.libbpf.ksym import essential_name
from bpflint.libbpf.programs import Program

RULE = "KF101"
"""The rule that tells of such kfuncs."""
_OWN = "only a module of your own can bring it"


@dataclass(frozen=True, slots=True)
class UnknownKfunc(Cause):
    """A kfunc of no known kernel that must be there."""

    misfit: bool = False
    """True where the declaration is most likely wrong: another kernel has a kfunc of this name, and it does not fit."""
    registered: bool = False
    """True where a module of the project registers it."""


def unknown_kfuncs(context: Context, program: str) -> list[UnknownKfunc]:
    """The kfuncs of no known kernel without which the program does not load."""
    return concerning(program, context.once(_unknown_kfuncs))


def _unknown_kfuncs(context: Context) -> Iterator[UnknownKfunc]:
    for need in needs(context, lambda name: context.kernel.kfunc(name) is None):
        if need.name not in context.facts.kfuncs:
            yield UnknownKfunc(need.span, _message(need.name), RULE, need.programs)
        elif need.declaration is not None and fits_no_kernel(context, need.name, need.declaration):
            message = f"{need.name}() is declared unlike any kernel's: {_OWN}"
            registered = need.name in context.unit.own_kfuncs()
            yield UnknownKfunc(need.span, message, RULE, misfit=not registered, registered=registered)


def _message(name: str) -> str:
    return f"{name}() is in no known kernel: {_OWN}"


def is_unknown(context: Context, program: Program) -> bool:
    """True if this kernel's facts do not say whether it has what the program needs, or lets it call a kfunc."""
    return has_doubtful_test_kfunc(context) or may_be_refused(context, program)


def may_be_refused(context: Context, program: Program) -> bool:
    """Likewise, of what a rule would speak if the kernel lacked it: nobody is told of modules of the kernel's tests."""
    if (
        has_doubtful_target(context, program)
        or has_doubtful_symbol(context)
        or has_doubtful_arguments(context, program)
    ):
        return True
    if any(each.registered for each in unknown_kfuncs(context, program.name)):
        return True
    for way in context.reached(program):
        callee = way.call.callee
        if not isinstance(callee, str) or callee in context.unit.functions:
            continue
        if helper_is_closed(context.kernel, callee, way.kind) is None:
            return True
        name = essential_name(callee)
        kfunc = context.kernel.kfunc(name)
        if kfunc is None:
            if name in context.facts.kfuncs and context.kernel.presence(name) is Presence.UNKNOWN:
                return True
        elif way.kind is not None and kfunc.allows(way.kind) is None:
            return True
    return False
