"""BP607: events sent through a perf buffer, which has one buffer a CPU and copies twice; a ring buffer has neither.

Quiet for perf event arrays that hold counters or take packets (`bpf_skb_output()`): a ring buffer does neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._advice import calls_of, has_better, note
from bpflint.checks._helpers import HelperCall
from bpflint.checks._kfuncs import programs_of
from bpflint.checks.context import Context
from bpflint.source.model import Const, Global

_CTXLEN_SHIFT: Final = 32
"""The flags of `bpf_perf_event_output()` ask for packet data from this bit on (BPF_F_CTXLEN_MASK)."""


def check(context: Context) -> Iterator[Found]:
    """Yield each such map, where the file declares it."""
    by_map: dict[str, list[HelperCall]] = {}
    for call in calls_of(context, "bpf_perf_event_output"):
        if len(call.call.args) > 2 and isinstance(given := call.call.args[1], Global):
            by_map.setdefault(given.name, []).append(call)
    for name, known in context.unit.maps.items():
        calls = by_map.get(name, [])
        plain = [
            isinstance(call.call.args[2], Const) and not call.call.args[2].value >> _CTXLEN_SHIFT for call in calls
        ]
        if calls and all(plain) and all(has_better(context, call) for call in calls):
            yield note(
                known.span,
                f"events go through {name}, a perf buffer: one buffer a CPU, out of order and copied twice",
                "use a BPF_MAP_TYPE_RINGBUF map with bpf_ringbuf_reserve() and bpf_ringbuf_submit(), since kernel 5.8",
                programs=dict.fromkeys(each for call in calls for each in programs_of(call.ways)),
            )
