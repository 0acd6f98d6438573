"""What nobody knows of a program on a kernel: whether its target is there, or a kfunc that it needs.

A kfunc that no known kernel has can only come from a module that we know nothing of. A strong declaration of such a
one keeps the whole object in doubt, whichever program calls it; a weak one only programs that surely call it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpflint.checks._causes import Cause, by_program
from bpflint.checks._declarations import fits_no_kernel
from bpflint.checks._holders import doubt_about
from bpflint.checks._hooks import has_doubtful_arguments
from bpflint.checks._kfuncs import needs
from bpflint.checks._set_members import SetMember, set_members, unfounded
from bpflint.checks._symbols import doubtful_symbols, symbols_of_no_kernel
from bpflint.checks._targets import (
    has_doubtful_target,
    having,
    is_in_no_kernel,
    is_optional,
    missing_but_left_out,
    nowhere,
    perhaps_closed_hooks,
)
from bpflint.checks._test_modules import doubtful_test_kfuncs
from bpflint.checks.context import Context
from bpflint.kernel import Presence
from bpflint.kernel.program_types import ProgramKind
from bpflint.libbpf.attach_targets import helper_is_closed, target_of
from bpflint.libbpf.ksym import essential_name
from bpflint.libbpf.programs import Program

RULE = "KF101"
"""The rule that tells of such kfuncs."""
_OWN = "only a module of your own can bring it"


Callee = tuple[str, ProgramKind | None]
"""A function that is called, and what the kernel takes the program for where it is."""


@dataclass(frozen=True, slots=True)
class UnknownKfunc(Cause):
    """A kfunc of no known kernel that must be there."""

    misfit: bool = False
    """True where the declaration is most likely wrong: another kernel has a kfunc of this name, and it does not fit."""
    registered: bool = False
    """True where a module of the project registers it."""


def _unknown_kfuncs(context: Context) -> Iterator[UnknownKfunc]:
    for need in needs(context, lambda name: context.kernel.kfunc(name) is None):
        if need.name not in context.facts.kfuncs:
            yield UnknownKfunc(need.span, _message(need.name), RULE, need.programs)
        elif need.declaration is not None and fits_no_kernel(context, need.name, need.declaration):
            message = f"{need.name}() is declared unlike any kernel's: {_OWN}"
            registered = need.name in context.unit.own_kfuncs()
            yield UnknownKfunc(need.span, message, RULE, misfit=not registered, registered=registered)


unknown_kfuncs = by_program(_unknown_kfuncs)
"""The kfuncs of no known kernel without which a program, by its name, does not load."""


def _message(name: str) -> str:
    return f"{name}() is in no known kernel: {_OWN}"


def doubts(context: Context, program: Program) -> list[Cause]:
    """What this kernel's facts do not say: whether it has what the program needs, or lets it call a kfunc."""
    causes = [*doubtful_test_kfuncs(context), *_of_program(context, program), *_nowhere(context, program)]
    return list(dict.fromkeys(causes))


def may_be_refused(context: Context, program: Program) -> bool:
    """True if a rule would speak if the kernel lacked it: nobody is told of modules, and of those of the tests."""
    return next(_of_program(context, program), None) is not None or any(
        each.registered for each in unknown_kfuncs(context, program.name)
    )


def _of_program(context: Context, program: Program) -> Iterator[Cause]:
    """What other kernels surely have, or this one has in some of its builds."""
    name = program.body.name_span
    if has_doubtful_target(context, program) and (target := target_of(program.kind)):
        yield Cause(name, doubt_about(context, target.text, target.name, having(context, target)), "BP508")
    if program in perhaps_closed_hooks(context) and program.kind is not None:
        hook = program.kind.target
        yield Cause(name, f"late patch levels of this release take no BPF programs on the LSM hook {hook}", "BP508")
    for each in missing_but_left_out(context):
        if each.program.name == program.name:
            message = f"{each.target.text} is not there: the program loads only because its map is left out"
            yield Cause(name, message, "BP508")
    for use in doubtful_symbols(context):
        yield Cause(use.span, f"nobody knows whether the variable {use.variable.name} is there", "BP511")
    if has_doubtful_arguments(context, program):
        yield Cause(name, f"nobody knows how many arguments '{program.section}' is passed: it reads the last", "BP510")
    if doubted := dict(context.once(_doubtful_calls)):
        for way in context.reached(program):
            if isinstance(way.call.callee, str):
                for message, rule in doubted.get((way.call.callee, way.kind), ()):
                    yield Cause(way.call.span, message, rule)


def _doubtful_calls(context: Context) -> Iterator[tuple[Callee, list[tuple[str, str]]]]:
    """What nobody knows of the calls of programs, by the function called and what the kernel takes its caller for."""
    for callee, kind in _callees(context):
        if found := list(_of_call(context, callee, kind)):
            yield (callee, kind), found


def _callees(context: Context) -> frozenset[Callee]:
    """The functions without a body that programs call, and what for the kernel takes each caller."""
    return context.reachability.keep("callees", lambda: frozenset(_find_callees(context)))


def _find_callees(context: Context) -> Iterator[Callee]:
    for each in context.reached_calls():
        callee = each.call.callee
        if isinstance(callee, str) and callee not in context.unit.functions:
            kinds = {id(way.kind): way.kind for _, way in each.ways}  # of few programs each is equal to another's
            yield from ((callee, kind) for kind in kinds.values())


def _of_call(context: Context, callee: str, kind: ProgramKind | None) -> Iterator[tuple[str, str]]:
    name = essential_name(callee)
    if helper_is_closed(context.kernel, callee, kind) is None:
        yield f"nobody knows whether {callee}() may be called from this hook", "BP501"
    kfunc = context.kernel.kfunc(name)
    if kfunc is None:
        if name in context.facts.kfuncs and context.kernel.presence(name) is Presence.UNKNOWN:
            yield f"nobody knows whether the kfunc {name}() is there", "KF301"
    elif kind is not None and kfunc.allows(kind) is None:
        yield f"nobody knows whether a program of this type may call {name}()", "KF201"


def _of_member(context: Context, member: SetMember) -> str:
    what = f"{member.variable} sets {member.target.text}"
    if is_in_no_kernel(context, member.target):
        return f"{what}, which is in no known kernel"
    option = context.kernel.surface.option_of(member.target.name)
    return f"{what}, which depends on {option}" if option else f"{what}, and nobody knows whether it is there"


def _nowhere(context: Context, program: Program) -> Iterator[Cause]:
    """What no known kernel has: only a module can bring it."""
    target = target_of(program.kind)
    if target is not None and not target.loads and not is_optional(program) and is_in_no_kernel(context, target):
        # Every other kind of target may be in a module.
        elsewhere = "" if target.category == "hook" else ": only a module can bring it"
        message = f"{nowhere(target)}{elsewhere}"
        yield Cause(program.body.name_span, message, "BP508")
    for each in unfounded(context):
        if each.presence is Presence.UNKNOWN and not (program.kind and program.kind.member):
            what = f"{each.target.text} of {each.variable}"
            message = doubt_about(context, what, each.target.name, having(context, each.target))
            yield Cause(each.span, message, "BP508")
    for member in set_members(context):
        if member.presence is Presence.UNKNOWN and not member.has_alternative:
            yield Cause(member.span, _of_member(context, member), "BP508")
    for use in symbols_of_no_kernel(context):
        message = f"the variable {use.variable.name} is in no known kernel: only a module can bring it"
        yield Cause(use.span, message, "BP511")
