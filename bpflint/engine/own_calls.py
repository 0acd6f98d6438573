"""Where a program itself calls what keeps the whole object from loading, for the line that its report names."""

from __future__ import annotations

from bpflint.base.finding import Found
from bpflint.base.span import Span
from bpflint.checks.context import Context
from bpflint.libbpf.ksym import essential_name
from bpflint.libbpf.programs import Program

OF_ANOTHER = "which another program of the object needs"


def told_of(context: Context, program: Program, found: Found) -> tuple[Span, str]:
    """The place and the words by which a finding is told of one program.

    libbpf looks for everything that an object refers to, so what one program calls keeps all others from loading too.
    """
    if found.programs or not _is_called(context, found.key):
        return found.span, found.message
    for way in context.reached(program):
        if _means(way.call.callee, found.key):
            return way.call.span, found.message
    return found.span, f"{found.message}, {OF_ANOTHER}"


def _is_called(context: Context, name: str) -> bool:
    return bool(name) and any(_means(each.call.callee, name) for each in context.reached_calls())


def _means(callee: object, name: str) -> bool:
    return isinstance(callee, str) and name in (callee, essential_name(callee))
