"""BP502: a helper that came after the kernel in question, or a number of none.

Quiet where `bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_x)` or a version test keeps the kernel away.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._helpers import helper_calls, newest
from bpflint.checks._kfuncs import level_of, programs_of, story, untested, where_to_test
from bpflint.checks.context import Context
from bpflint.source.helper_numbers import NUMBERED, is_numbered

_LIMIT = "__BPF_FUNC_MAX_ID"
"""The enumerator of `enum bpf_func_id` behind the last helper."""


def check(context: Context) -> Iterator[Found]:
    """Yield each call of a helper that this kernel lacks."""
    yield from _unknown_numbers(context)
    for call in helper_calls(context):
        later = newest(context.facts, call.name)
        if call.helper is not None or later is None or later.since <= context.kernel.version:
            continue
        ways = untested(context, call.ways)
        if not ways:
            continue
        test = f"bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_{call.name.removeprefix('bpf_')})"
        yield Found(
            span=call.call.span,
            message=f"helper {call.name}() exists since kernel {later.since}",
            help=f"call it only if {test}{where_to_test(ways[0])}",
            steps=story(ways[0]),
            level=level_of(context, ways),
            function=call.function,
            programs=programs_of(ways),
            docs=later.docs or "",
            key=call.name,
        )


def _unknown_numbers(context: Context) -> Iterator[Found]:
    """Yield each call of a number that is no helper's."""
    for reached in context.reached_calls():
        name = reached.call.callee
        if not isinstance(name, str) or not is_numbered(name):
            continue
        number = int(name.removeprefix(NUMBERED))
        if any(number < limit for limit in context.kernel.surface.enumerator(_LIMIT).forms):
            continue  # a vendor's own
        if ways := untested(context, reached.ways):
            yield Found(
                span=reached.call.span,
                message=f"no known kernel has a helper of number {number}: the last is {len(context.facts.helpers)}",
                help="call helpers by their names in <bpf/bpf_helpers.h>; kfuncs have no numbers that last",
                steps=story(ways[0]),
                level=level_of(context, ways),
                function=ways[0][1].function.name.removeprefix("____"),
                programs=programs_of(ways),
                key=name,
            )
