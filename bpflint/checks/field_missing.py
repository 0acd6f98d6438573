"""BP509: a member or enumerator that CO-RE does not find in the kernel, where no guard keeps the kernel away.

libbpf makes such an access an instruction that the verifier refuses if it can be reached. A member of another kind of
type, or of another size where an instruction reads it, is none for it. Quiet where nobody knows whether the kernel has
it, where no known kernel has it, and behind tests that nobody can answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found, Level
from bpflint.checks._core import (
    Way,
    accesses_of,
    has_other_type,
    holders,
    is_certain,
    lacking,
    text_of,
    unguarded_ways,
    ways_into,
)
from bpflint.checks._kfuncs import story, where_to_test
from bpflint.checks.context import Context
from bpflint.flow.static.core_accesses import Access, AccessAt
from bpflint.source.control_flow import Function


def check(context: Context) -> Iterator[Found]:
    """Yield the first such access of each function to each thing."""
    missing = set(lacking(context))
    if not missing:
        return
    for name, ways in ways_into(context).items():
        function = context.unit.functions[name]
        told: set[Access] = set()
        for at in accesses_of(function):
            if at.access in missing and at.access not in told and (found := _judge(context, function, ways, at)):
                told.add(at.access)
                yield found


def _judge(context: Context, function: Function, ways: list[Way], at: AccessAt) -> Found | None:
    untested = unguarded_ways(context, function, ways, at)
    if not untested:
        return None
    is_sure = is_certain(context, function, untested, at)
    first = untested[0]
    way = (first.program, first.entered) if first.entered is not None else None
    so = " as it is declared" if has_other_type(context, at.access) else ""
    return Found(
        span=at.span,
        message=f"{text_of(at.access)} is not there{so}: {holders(context, at.access)}",
        help=_help(context, at.access) + (where_to_test(way) if way is not None else ""),
        steps=story(way) if way is not None else (),
        level=None if is_sure else Level.WARNING,
        function=function.name.removeprefix("____"),
        programs=tuple(dict.fromkeys(way.program.name for way in untested)),
        key=f"{at.access.owner}.{at.access.name}",
    )


def _help(context: Context, access: Access) -> str:
    if has_other_type(context, access):
        return "declare it as the kernel has it, in a struct with a ___flavour where kernels differ"
    if access.category == "field":
        return "read it only if bpf_core_field_exists(), and what took its place through a struct with a ___flavour"
    return f"use it only if bpf_core_enum_value_exists(enum {access.owner or '...'}, {access.name})"
