"""KF416: a constant with bits that the function always refuses when it runs.

Looks at constants that are written in the call; a value that is computed passes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bpflint.base.finding import Found
from bpflint.checks._helpers import helper_calls
from bpflint.checks._kfuncs import Way, kfunc_calls, level_of, programs_of, story
from bpflint.checks.context import Context
from bpflint.source.model import Call, Const


def check(context: Context) -> Iterator[Found]:
    """Yield each call that can only fail."""
    for kfunc in kfunc_calls(context):
        yield from _refused(context, kfunc.name, kfunc.call, kfunc.ways)
    for helper in helper_calls(context):
        yield from _refused(context, helper.name, helper.call, helper.ways)


def _refused(context: Context, name: str, call: Call, ways: Sequence[Way]) -> Iterator[Found]:
    accepted = context.facts.accepted_flags.get(name)
    if accepted is None or accepted.argument > len(call.args):
        return
    operand = call.args[accepted.argument - 1]
    if not isinstance(operand, Const) or not operand.value & ~accepted.bits:
        return
    takes = f"takes no bits but {accepted.bits:#x}" if accepted.bits else "takes 0 only"
    yield Found(
        span=call.arg_spans[accepted.argument - 1] if accepted.argument <= len(call.arg_spans) else call.span,
        message=f"{name}() always gives {accepted.result} here: its argument {accepted.argument} {takes}",
        help="pass 0" if not accepted.bits else f"leave out the bits beyond {accepted.bits:#x}",
        steps=story(ways[0]),
        level=level_of(context, ways),
        function=ways[0][1].function.name.removeprefix("____"),
        programs=programs_of(list(ways)),
    )
