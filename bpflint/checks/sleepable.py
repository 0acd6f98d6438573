"""KF202: a kfunc or helper that may sleep, called where the program cannot.

Judged by the section and by the callbacks on the way: work queue and task work callbacks may sleep whatever the
program, timer callbacks may not. Regions inside a sleepable program (RCU, preemption, locks) are KF204.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bpflint.base.finding import Found, Level
from bpflint.checks._helpers import helper_calls, refused
from bpflint.checks._kfuncs import (
    Way,
    alive,
    documentation,
    kfunc_calls,
    kind_of,
    level_of,
    programs_of,
    story,
    untested,
)
from bpflint.checks.context import Context
from bpflint.source.model import Call


def check(context: Context) -> Iterator[Found]:
    """Yield each call that could sleep and must not."""
    for call in kfunc_calls(context):
        kfunc = context.kernel.kfunc(call.name)
        if kfunc is None or not kfunc.sleepable or not kfunc.callable:
            continue
        # What the allow-list refuses is said by KF201, KF203 or KF303.
        ways = [way for way in call.ways if (kind := kind_of(way[0])) and kfunc.registered(kind) is not False]
        yield from _misplaced(context, call.name, call.call, ways, documentation(kfunc))
    for each in helper_calls(context):
        contract = context.facts.helper_contracts.get(each.name)
        if each.helper is None or contract is None or not contract.sleeps:
            continue
        # What programs of the type may not call at all is said by BP501.
        ways = [way for way in each.ways if kind_of(way[0]) and not refused(each.helper, kind_of(way[0]))]
        yield from _misplaced(context, each.name, each.call, untested(context, ways), each.helper.docs or "")


def _misplaced(context: Context, name: str, call: Call, ways: Sequence[Way], docs: str) -> Iterator[Found]:
    ways = alive(context, [way for way in ways if _cannot_sleep(way)])
    if not ways:
        return
    program, reached = ways[0]
    in_callback = any(other.kind and other.kind.sleepable for other, _ in ways)
    where = f"a callback given to {reached.callback}()" if in_callback else f"'{program.name}' ({program.label})"
    yield Found(
        span=call.span,
        message=f"{name}() may sleep, and {where} cannot",
        help="call it from a work queue callback" if in_callback else _cure(program.section),
        steps=story(ways[0]),
        # Before 6.18 the verifier took every callback of a sleepable program for sleepable.
        level=Level.WARNING if in_callback else level_of(context, ways),
        function=reached.function.name.removeprefix("____"),
        programs=programs_of(ways),
        docs=docs,
    )


def _cannot_sleep(way: Way) -> bool:
    return way[1].kind is not None and not way[1].kind.sleepable


def _cure(section: str) -> str:
    name, slash, target = section.lstrip("?").partition("/")
    if name in ("fentry", "fexit", "fmod_ret", "lsm", "iter", "uprobe", "uretprobe", "struct_ops"):
        return f'use SEC("{name}.s{slash}{target}"), or call it from a work queue callback'
    return "call it from a work queue callback (bpf_wq), which may sleep"
