"""Where a program itself calls what keeps the whole object from loading, for the line that its report names."""

from __future__ import annotations

from collections.abc import Iterable

from bpflint.base.finding import Found
from bpflint.base.span import Span
from bpflint.checks.context import Context
from bpflint.libbpf.programs import Program

OF_ANOTHER = "which another program of the object needs"


def place_and_message(context: Context, program: Program, found: Found) -> tuple[Span, str]:
    """The place and the words by which a finding is told of one program.

    libbpf looks for everything that an object refers to, so what one program calls keeps all others from loading too.
    """
    callers = context.reachability.first_calls.get(found.key)
    if found.programs or not callers:
        return found.span, found.message
    call = callers.get(program)
    return (call.span, found.message) if call is not None else (found.span, f"{found.message}, {OF_ANOTHER}")


def callers_of(context: Context, found: Iterable[Found]) -> set[Program]:
    """The programs that call one of what was found themselves: of all others the same is said."""
    return {program for each in found for program in context.reachability.first_calls.get(each.key, ())}
