"""BP502: a helper that came after the kernel in question.

Quiet where `bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_x)` or a version test keeps the kernel away.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._helpers import helper_calls, newest
from bpflint.checks._kfuncs import level_of, programs_of, story, untested, where_to_test
from bpflint.checks.context import Context


def check(context: Context) -> Iterator[Found]:
    """Yield each call of a helper that this kernel lacks."""
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
