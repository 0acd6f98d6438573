"""KF402: a step of a protocol is taken although the one before it appears nowhere in the unit.

Looks at the whole unit, reached or not. Says nothing of maps that are pinned or declared elsewhere, because other
objects may use them, nor of what a callback is handed.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found, Step
from bpflint.checks._protocols import is_private, missing_call, seen_calls
from bpflint.checks.context import Context


def check(context: Context) -> Iterator[Found]:
    for seen in seen_calls(context):
        observed = seen.observed
        path = observed.always or observed.fresh
        if path is None or path.failed is not None or not is_private(context, observed.map):
            continue
        missing = missing_call(context, observed, path)
        if missing is None:
            continue
        state = next(iter(sorted(path.states)))
        code = observed.transition.errors[state]
        yield Found(
            span=observed.call.span,
            message=f"{observed.name}() always fails with -{code}: nothing in this file calls {missing}() "
            f"on the {observed.protocol.subject.type} of {observed.map!r}",
            help=f"call {missing}() before it, and go on only if it returned 0",
            steps=(
                Step(path.origin, f"the element of {observed.map!r} is looked up here"),
                *(step for step in path.steps if step.span != path.origin),
            ),
            function=observed.function,
            programs=(seen.program.name,),
            docs=observed.protocol.docs,
            key=observed.map,
        )
