"""KF203: a kfunc that only some attach types, hooks or struct_ops members of this program type may call.

The kfuncs that read XDP metadata need a program that is bound to a device when it is loaded. The source cannot say
that it will be, so there it is a note.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found, Level
from bpflint.checks._kfuncs import documentation, kfunc_calls, level_of, programs_of, story
from bpflint.checks._permission import Why, describe, places, refusals, shorten
from bpflint.checks.context import Context

DEVICE_BOUND = "bpf_xdp_metadata_"
"""Kfuncs for which `bpf_dev_bound_kfunc_check()` in kernel/bpf/offload.c asks for a device."""


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
            level=level_of(context, refusal.ways),
            function=refusal.call.function,
            programs=programs_of(refusal.ways),
            docs=documentation(refusal.kfunc),
            key=kind.member or kind.attach or kind.type,
        )
    yield from _needs_a_device(context)


def _needs_a_device(context: Context) -> Iterator[Found]:
    """The first such call of each program, whichever function it is in."""
    told: set[str] = set()
    for call in kfunc_calls(context):
        if not call.name.startswith(DEVICE_BOUND) or context.kernel.kfunc(call.name) is None:
            continue
        programs = [name for name in programs_of(call.ways) if name not in told]
        if not programs:
            continue
        told.update(programs)
        yield Found(
            span=call.call.span,
            message=f"{call.name}() may only be called from a program that is bound to a device",
            help="load it with BPF_F_XDP_DEV_BOUND_ONLY and the device's ifindex, as bpf_program__set_ifindex() does "
            '(the verifier: "metadata kfuncs require device-bound program")',
            steps=story(call.ways[0]),
            level=Level.NOTE,
            function=call.function,
            programs=tuple(programs),
            docs=documentation(context.facts.kfuncs[call.name]),
            key="device",
        )
