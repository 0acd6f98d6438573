"""BP610: the key of a hash map has padding that the program leaves as the stack had it.

Hash maps compare keys byte by byte, so two keys with equal members are then different. Kernels before 6.3 refuse such a
key ("invalid indirect read from stack"), but for later stable releases of theirs. Looks at keys in local variables; one
that is ever zeroed as a whole or handed to another function passes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._advice import note
from bpflint.checks._helpers import helper_calls
from bpflint.checks._kfuncs import programs_of
from bpflint.checks.context import Context
from bpflint.flow.static.addresses import base_of
from bpflint.flow.static.per_function import per_function
from bpflint.source.control_flow import Function
from bpflint.source.model import Call, Copy, Global, Local, Operand, Zero, operands
from bpflint.source.types import Kind, Type

_BY_BYTES: Final = frozenset({1, 5, 9, 10, 11})
"""Hash maps, per-CPU and LRU ones, and LPM tries."""
_BY_KEY: Final = frozenset({"bpf_map_lookup_elem", "bpf_map_update_elem", "bpf_map_delete_elem"})
_MAX_DEPTH: Final = 8


def check(context: Context) -> Iterator[Found]:
    """Yield the first call for each map and key variable."""
    seen: set[tuple[str, Local]] = set()
    for call in helper_calls(context):
        if call.name not in _BY_KEY or len(call.call.args) < 2:
            continue
        of, operand = call.call.args[:2]
        known = context.unit.maps.get(of.name) if isinstance(of, Global) else None
        function = call.ways[0][1].function
        key = base_of(function, operand, members=False)
        if known is None or known.type not in _BY_BYTES or not isinstance(key, Local) or key.is_param:
            continue
        gap = first_gap(key.type)
        if gap and (known.name, key) not in seen and key not in _filled(function):
            seen.add((known.name, key))
            yield note(
                call.call.span,
                f"`{key.name}` has {gap}, which the program never sets and {known.name} compares",
                f"zero it first: __builtin_memset(&{key.name}, 0, sizeof({key.name})), or name the padding",
                function=call.function,
                programs=programs_of(call.ways),
            )


def first_gap(ctype: Type, depth: int = 0) -> str:
    """The first implicit padding of a structure in words, "" if it has none or is not known well enough."""
    if ctype.kind is not Kind.STRUCT or not ctype.complete or depth > _MAX_DEPTH:
        return ""
    end = 0
    for member in ctype.fields:
        if member.bit_width or member.type.kind in (Kind.UNION, Kind.UNKNOWN) or not member.type.size:
            return ""
        if member.offset > end:
            return f"{_bytes(member.offset - end)} of padding before {member.name or 'a member'}"
        inner = first_gap(member.type, depth + 1)
        if inner:
            return inner
        end = member.offset + member.type.size
    return f"{_bytes(ctype.size - end)} of padding at its end" if end < ctype.size else ""


def _bytes(count: int) -> str:
    return "1 byte" if count == 1 else f"{count} bytes"


@per_function
def _filled(function: Function) -> frozenset[Local]:
    """The variables of which something may write all bytes at once."""
    found: set[Operand] = set()
    for block in function.blocks:
        for instruction in block.instructions:
            if isinstance(instruction, Zero | Copy):
                found.add(instruction.address)
            if isinstance(instruction, Call) and instruction.callee not in _BY_KEY:
                found.update(base_of(function, each, members=False) for each in operands(instruction))
    return frozenset(each for each in found if isinstance(each, Local))
