"""BP503: a helper kept for GPL-compatible programs, called from a program with another licence."""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found, Step
from bpflint.checks._helpers import helper_calls
from bpflint.checks._kfuncs import level_of, programs_of, story
from bpflint.checks.context import Context
from bpflint.flow.static.licence import closed_license


def check(context: Context) -> Iterator[Found]:
    """Yield each call of a GPL-only helper."""
    variable = closed_license(context.unit)
    if variable is None:
        return
    for call in helper_calls(context):
        if call.helper is None or not call.helper.gpl_only:
            continue
        yield Found(
            span=call.call.span,
            message=f"helper {call.name}() needs a licence compatible with the GPL, and this one is '{variable.value}'",
            help='SEC("license") must say "GPL", "Dual BSD/GPL" or another licence that the kernel knows as compatible',
            steps=(Step(variable.span, "the licence is set here"), *story(call.ways[0])),
            level=level_of(context, call.ways),
            function=call.function,
            programs=programs_of(call.ways),
            docs=call.helper.docs or "",
            key=call.name,
        )
