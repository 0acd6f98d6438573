"""KF201: a kfunc that programs of this type may not call on this kernel, nor on any later one we know."""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.checks._kfuncs import documentation, level_of, listing, programs_of, story
from bpflint.checks._permission import PREFIX, Why, describe, program_types, refusals, shorten
from bpflint.checks.context import Context
from bpflint.finding import Found


def check(context: Context) -> Iterator[Found]:
    """Yield each call from a program of the wrong type."""
    for refusal in refusals(context):
        if refusal.why is not Why.TYPE:
            continue
        programs = programs_of(refusal.ways)
        types = tuple(name.removeprefix(PREFIX).lower() for name in program_types(refusal.kfunc))
        yield Found(
            span=refusal.call.call.span,
            message=(
                f"{refusal.call.name}() may not be called from {describe(refusal.kind)} programs such as "
                f"{listing(programs, limit=1)}"
            ),
            help=f"{shorten(types)} programs may call it" if types else "no program type may call it on this kernel",
            steps=story(refusal.ways[0]),
            level=level_of(refusal.ways),
            function=refusal.call.function,
            programs=programs,
            docs=documentation(refusal.kfunc),
            key=refusal.kind.type,
        )
