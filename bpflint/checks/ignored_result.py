"""BP613: the result of a helper that may fail is dropped, and the program goes on with what it did not get.

Only helpers after whose failure the packet or the memory is not what the program takes it for. Reads of the kernel's
memory are left alone: they hardly ever fail, give zero then, and `BPF_CORE_READ()` gives that and nothing to test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._advice import calls_of, note
from bpflint.checks._kfuncs import programs_of
from bpflint.checks.context import Context
from bpflint.flow.static.per_function import per_function
from bpflint.source.control_flow import Function
from bpflint.source.model import Operand, Temp, operands

FAILS: Final[Mapping[str, str]] = {
    "bpf_l3_csum_replace": "the checksum is then wrong",
    "bpf_l4_csum_replace": "the checksum is then wrong",
    "bpf_probe_read_user": "the memory is then zero",
    "bpf_skb_adjust_room": "the packet has then the old size",
    "bpf_skb_change_head": "the packet has then the old size",
    "bpf_skb_change_proto": "the packet is then of the old protocol",
    "bpf_skb_change_tail": "the packet has then the old size",
    "bpf_skb_load_bytes": "the memory is then zero",
    "bpf_skb_store_bytes": "the packet is then as it was",
    "bpf_skb_vlan_pop": "the tag is then still there",
    "bpf_skb_vlan_push": "the tag is then missing",
    "bpf_xdp_adjust_head": "the packet begins then where it did",
    "bpf_xdp_adjust_meta": "there is then no room for metadata",
    "bpf_xdp_adjust_tail": "the packet has then the old size",
    "bpf_xdp_load_bytes": "the memory is then as it was",
    "bpf_xdp_store_bytes": "the packet is then as it was",
}


def check(context: Context) -> Iterator[Found]:
    """Yield each such call that the file itself makes; what a macro makes is not the user's."""
    for call in calls_of(context, *FAILS):
        function = call.ways[0][1].function
        result = call.call.result
        if not call.call.macro and result is not None and result.index not in _used(function):
            yield note(
                call.call.span,
                f"the result of {call.name}() is ignored; {FAILS[call.name]} if it fails",
                f"test it: if ({call.name}(...) < 0) ...",
                function=call.function,
                programs=programs_of(call.ways),
                docs=(call.helper.docs or "") if call.helper is not None else "",
            )


@per_function
def _used(function: Function) -> frozenset[int]:
    """The temporaries that something reads."""
    found: set[Operand | None] = set()
    for block in function.blocks:
        for instruction in block.instructions:
            found.update(operands(instruction))
        found.update(getattr(block.terminator, name, None) for name in ("condition", "value"))
    return frozenset(each.index for each in found if isinstance(each, Temp))
