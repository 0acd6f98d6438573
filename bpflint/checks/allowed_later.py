"""KF303: a kfunc that this kernel has, but that only later kernels let programs of this type call."""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._kfuncs import documentation, level_of, programs_of, story, untested
from bpflint.checks._permission import Why, describe, refusals
from bpflint.checks.context import Context


def check(context: Context) -> Iterator[Found]:
    """Yield each call that this kernel refuses and a later one allows."""
    for refusal in refusals(context):
        if refusal.why is not Why.LATER:
            continue
        ways = untested(context, refusal.ways)
        if not ways:
            continue
        kind = refusal.kind
        yield Found(
            span=refusal.call.call.span,
            message=f"{refusal.call.name}() is open to {describe(kind)} programs only since kernel {refusal.since}",
            help=f"ask for kernel {refusal.since}, or do it in a program of another type",
            steps=story(ways[0]),
            level=level_of(context, ways),
            function=refusal.call.function,
            programs=programs_of(ways),
            docs=documentation(refusal.kfunc),
            key=kind.member or kind.attach or kind.type,
        )
