"""BP509: a member or enumerator that CO-RE does not find in the kernel, where no guard keeps the kernel away.

libbpf makes such an access an instruction that the verifier refuses if it can be reached. Quiet where nobody knows
whether the kernel has it, where no known kernel has it, and behind tests that nobody can answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found, Level
from bpflint.checks._core import Way, accesses_of, lacking, presence, ways_into
from bpflint.checks._kfuncs import story
from bpflint.checks.context import Context
from bpflint.flow.static.core_accesses import Access, AccessAt
from bpflint.kernel import Presence, describe_versions
from bpflint.libbpf.ksym import essential_name
from bpflint.source.control_flow import Function


def check(context: Context) -> Iterator[Found]:
    """Yield the first such access of each function to each thing."""
    missing = set(lacking(context))
    if not missing:
        return
    for name, ways in ways_into(context).items():
        function = context.unit.functions[name]
        told: set[Access] = set()
        for at in accesses_of(context, function):
            if at.access in missing and at.access not in told and (found := _judge(context, function, ways, at)):
                told.add(at.access)
                yield found


def _judge(context: Context, function: Function, ways: list[Way], at: AccessAt) -> Found | None:
    guards = context.guards
    if at.block not in guards.blocks(function) or at.block not in guards.untested_blocks(function):
        return None
    untested = [
        way for way in ways if way.entered is None or not context.reachability.tested(way.program, way.entered.call)
    ]
    if not untested:
        return None
    certain = at.block in guards.certain_blocks(function)
    is_sure = certain and any(way.entered is None or not way.entered.conditional for way in untested)
    first = untested[0]
    return Found(
        span=at.span,
        message=_message(context, at.access),
        help=_help(at.access),
        steps=story((first.program, first.entered)) if first.entered is not None else (),
        level=None if is_sure else Level.WARNING,
        function=function.name.removeprefix("____"),
        programs=tuple(dict.fromkeys(way.program.name for way in untested)),
        key=f"{at.access.owner}.{at.access.name}",
    )


def _message(context: Context, access: Access) -> str:
    facts = context.facts
    having = [version for version in facts.versions if presence(facts.at(version), access) is Presence.PRESENT]
    whose = f"kernels {describe_versions(having, facts.versions)} have it" if having else "few kernels have it"
    return f"{_text(access)} is not there: {whose}"


def _text(access: Access) -> str:
    if access.category == "field":
        word, _, tag = access.owner.partition(" ")
        return f"the member {access.name} of {word} {essential_name(tag)}"
    return f"the enumerator {access.name}"


def _help(access: Access) -> str:
    if access.category == "field":
        return "read it only if bpf_core_field_exists(), and what took its place through a struct with a ___flavour"
    return f"use it only if bpf_core_enum_value_exists(enum {access.owner or '...'}, {access.name})"
