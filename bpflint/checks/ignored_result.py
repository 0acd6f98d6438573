"""BP613: the result of a helper that may fail is dropped, and the program goes on with what it did not get.

Only helpers after whose failure the packet or the memory is not what the program takes it for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._advice import calls_of, note
from bpflint.checks._kfuncs import programs_of
from bpflint.checks.context import Context
from bpflint.source.model import Call, Function, operands

FAILS: Final[Mapping[str, str]] = {
    "bpf_l3_csum_replace": "the checksum is then wrong",
    "bpf_l4_csum_replace": "the checksum is then wrong",
    "bpf_probe_read_kernel": "the memory is then zero",
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
        if not call.call.macro and call.call.result is not None and not _is_used(function, call.call):
            yield note(
                call.call.span,
                f"the result of {call.name}() is ignored; {FAILS[call.name]} if it fails",
                f"test it: if ({call.name}(...) < 0) ...",
                function=call.function,
                programs=programs_of(call.ways),
                docs=(call.helper.docs or "") if call.helper is not None else "",
            )


def _is_used(function: Function, call: Call) -> bool:
    result = call.result
    for block in function.blocks:
        for instruction in block.instructions:
            if instruction is not call and any(each is result for each in operands(instruction)):
                return True
        if any(getattr(block.terminator, name, None) is result for name in ("condition", "value")):
            return True
    return False
