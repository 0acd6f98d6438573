"""KF201: a kfunc that programs of this type may not call on this kernel, nor on any later one we know.

bpf_dynptr_slice_rdwr() is on every list, but the verifier refuses it where a program may not write to packets.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._kfuncs import documentation, kfunc_calls, kind_of, level_of, listing, programs_of, story
from bpflint.checks._permission import PREFIX, Why, describe, program_types, refusals, shorten
from bpflint.checks.context import Context

PACKET_WRITERS = frozenset(
    PREFIX + name for name in ("SCHED_CLS", "SCHED_ACT", "XDP", "LWT_XMIT", "SK_SKB", "SK_MSG", "CGROUP_SOCKOPT")
)
"""Program types that may write to packets: `may_access_direct_pkt_data()` in kernel/bpf/verifier.c, 6.4 to 7.3."""


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
            level=level_of(context, refusal.ways),
            function=refusal.call.function,
            programs=programs,
            docs=documentation(refusal.kfunc),
            key=refusal.kind.type,
        )
    yield from _writes_to_packets(context)


def _writes_to_packets(context: Context) -> Iterator[Found]:
    for call in kfunc_calls(context):
        if call.name != "bpf_dynptr_slice_rdwr":
            continue
        kinds = [(way, kind_of(way[0])) for way in call.ways]
        ways = [way for way, kind in kinds if kind is not None and kind.type not in PACKET_WRITERS]
        kind = next((kind for way, kind in kinds if way in ways), None)
        if kind is None or kind.type == f"{PREFIX}EXT":
            continue
        yield Found(
            span=call.call.span,
            message=f"bpf_dynptr_slice_rdwr() in a program that cannot write packets: {describe(kind)}",
            help='use bpf_dynptr_slice() to read (the verifier: "the prog does not allow writes to packet data")',
            steps=story(ways[0]),
            level=level_of(context, tuple(ways)),
            function=call.function,
            programs=programs_of(tuple(ways)),
            docs=documentation(context.facts.kfuncs["bpf_dynptr_slice_rdwr"]),
            key=call.name,
        )
