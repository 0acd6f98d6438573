"""KF203: a kfunc that only some attach types, hooks or struct_ops members of this program type may call."""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.checks._kfuncs import documentation, level_of, programs_of, story
from bpflint.checks._permission import Why, describe, places, refusals, shorten
from bpflint.checks.context import Context
from bpflint.finding import Found


def check(context: Context) -> Iterator[Found]:
    """Yield each call from the wrong place."""
    for refusal in refusals(context):
        if refusal.why is not Why.ATTACH_POINT:
            continue
        kind = refusal.kind
        yield Found(
            span=refusal.call.call.span,
            message=f"{refusal.call.name}() may not be called from {describe(kind)}",
            help=f"it may be called from {shorten(places(refusal.kfunc, kind))}",
            steps=story(refusal.ways[0]),
            level=level_of(refusal.ways),
            function=refusal.call.function,
            programs=programs_of(refusal.ways),
            docs=documentation(refusal.kfunc),
            key=kind.member or kind.attach or kind.type,
        )
