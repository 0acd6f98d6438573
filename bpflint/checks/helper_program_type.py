"""BP501: a helper that this kernel does not let programs of this type call.

Measured on running kernels, like the allow-lists of kfuncs; where nobody measured, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from functools import cache

from bpflint.base.finding import Found
from bpflint.checks._helpers import HelperCall, helper_calls, refused
from bpflint.checks._kfuncs import Way, kind_of, level_of, listing, programs_of, story, untested
from bpflint.checks.context import Context
from bpflint.kernel.helper import HelperAt
from bpflint.kernel.program_types import ProgramKind
from bpflint.libbpf.attach_targets import helper_is_closed, target_of

_DO_WITHOUT = "do without it: it depends on how the kernel is configured"


def check(context: Context) -> Iterator[Found]:
    """Yield each call from a program of the wrong type."""
    kernel = context.kernel
    kinds = set(filter(None, map(kind_of, context.programs)))

    # There are many calls, and few helpers and kinds of programs.
    @cache
    def refusing(name: str) -> set[ProgramKind]:
        helper = kernel.helper(name)
        return {kind for kind in kinds if refused(helper, kind)} if helper is not None else set()

    @cache
    def closed(name: str) -> set[ProgramKind]:
        return {kind for kind in kinds if helper_is_closed(kernel, name, kind)}

    for call in helper_calls(context):
        helper = call.helper
        if helper is None:
            continue
        ways = _ways_of(context, call, refusing(call.name))
        if not ways:
            if ways := _ways_of(context, call, closed(call.name)):
                yield _closed_target(context, call, ways)
            continue
        programs = programs_of(ways)
        yield Found(
            span=call.call.span,
            message=_message(call.name, helper, ways[0][0].label, listing(programs, limit=1)),
            help=_DO_WITHOUT if helper.left_out else "call it from a program of a type that may, or use another helper",
            steps=story(ways[0]),
            level=level_of(context, ways),
            function=call.function,
            programs=programs,
            docs=helper.docs or "",
            key=call.name,
        )


def _ways_of(context: Context, call: HelperCall, kinds: Set[ProgramKind]) -> tuple[Way, ...]:
    """The ways to a call of programs of some kinds, tests of the kernel aside."""
    if kinds.isdisjoint(call.kinds):
        return ()
    return untested(context, [way for way in call.ways if kind_of(way[0]) in kinds])


def _message(name: str, helper: HelperAt, label: str, program: str) -> str:
    if helper.left_out:
        return f"this kernel lets no program call helper {name}(), not even {label} programs such as {program}"
    return f"helper {name}() may not be called from {label} programs such as {program}"


def _closed_target(context: Context, call: HelperCall, ways: tuple[Way, ...]) -> Found:
    kind = kind_of(ways[0][0])
    assert kind is not None
    target, is_hook = target_of(kind), kind.type == "BPF_PROG_TYPE_LSM"
    assert target is not None
    lists = context.facts.store.attach_functions
    if is_hook:
        also = " are on a hook that returns something" if call.name in lists.helpers_of_results else " may sleep"
    else:
        targets = sorted(lists.helper_targets.get(call.name, ()))
        also = f" are on one of {len(targets)} functions: {', '.join(targets)}"
    return Found(
        span=call.call.span,
        message=f"helper {call.name}() may not be called from programs on {target.text}",
        help=f"the kernel takes it from programs that{also}",
        steps=story(ways[0]),
        level=level_of(context, ways),
        function=call.function,
        programs=programs_of(ways),
        docs=(call.helper.docs if call.helper else "") or "",
        key=call.name,
    )
