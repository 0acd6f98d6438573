"""BP510: arguments of a hook that the kernel does not pass, or passes as something else than was declared.

An error where the program reads behind the last argument: the verifier refuses that. A warning where a parameter is
declared as another kind of thing, which loads and means something else. Quiet about parameters that nobody uses, and
where builds of a release differ.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found, Level, Step
from bpflint.checks._hooks import Misfit, misfits
from bpflint.checks.context import Context
from bpflint.kernel import describe_versions
from bpflint.libbpf.attach_targets import Target, target_of
from bpflint.libbpf.hook_prototypes import RAW_TRACEPOINTS, words


def check(context: Context) -> Iterator[Found]:
    """Yield each such argument."""
    judged = {program.name for program in context.programs}
    for each in misfits(context):
        target = target_of(each.program.kind)
        if each.program.name not in judged or target is None:
            continue
        parameter = each.read.parameter
        yield Found(
            span=parameter.span if parameter is not None else each.read.span,
            message=_message(context, each, target),
            help=f"bpflint surface {target.name} shows the arguments that each kernel passes",
            steps=(Step(each.read.span, "used here"),) if parameter is not None else (),
            level=each.level,
            function=each.program.body.name.removeprefix("____"),
            programs=(each.program.name,),
            key=f"{each.program.name} {each.read.index}",
            at_most=each.at_most,
        )


def _message(context: Context, each: Misfit, target: Target) -> str:
    if each.unreadable:
        name = f"'{each.read.parameter.name}'" if each.read.parameter is not None else f"argument {each.read.index + 1}"
        what = f"{name} of {target.text} is a '{each.passed}'"
        since = context.facts.store.verifier_changes[each.unreadable.until]
        return f"{what}: before {since} no program may read {each.unreadable.what}"
    return _other(each, target) if each.passed else _behind(context, each, target)


def _behind(context: Context, each: Misfit, target: Target) -> str:
    number = f"argument {each.read.index + 1}"
    if each.read.parameter is not None:
        number = f"'{each.read.parameter.name}' is {number}, and"
    else:
        number = f"{number} is read, and"
    message = f"{number} {target.text} has {_count(each.words)}{_having(context, each)}"
    if each.level is Level.NOTE and each.program.kind is not None and each.program.kind.type in RAW_TRACEPOINTS:
        message += "; the program loads, but cannot be attached"
    return message


def _having(context: Context, each: Misfit) -> str:
    facts, kind = context.facts, each.program.kind
    assert kind is not None
    limits = ((version, words(facts.at(version), kind)) for version in facts.versions)
    having = [version for version, limit in limits if limit is not None and limit.least > each.read.index]
    return f": kernels {describe_versions(having, facts.versions)} have more" if having else ""


def _other(each: Misfit, target: Target) -> str:
    parameter = each.read.parameter
    assert parameter is not None
    return (
        f"'{parameter.name}' is declared as '{parameter.type.spelling}', and {target.text} passes '{each.passed}' there"
    )


def _count(number: int) -> str:
    return {0: "none", 1: "one only"}.get(number, f"{number} only")
