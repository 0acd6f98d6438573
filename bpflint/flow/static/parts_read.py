"""Which bytes of a variable a function reads: where the variable is never in memory, only those are copied into it."""

from __future__ import annotations

from collections.abc import Mapping

from bpflint.flow.static.addresses import base_of, place_of
from bpflint.flow.static.dead_stores import own_variable
from bpflint.flow.static.per_function import per_function
from bpflint.source.control_flow import Function
from bpflint.source.model import Copy, Load, Local, Operand, Temp

Part = tuple[int, int]
"""An offset, and how many bytes from there."""


def parts_copied(function: Function, copy: Copy) -> tuple[Part, ...]:
    """The bytes that a copy has to read, from the start of its source: all, unless the target is a variable of which
    only some members are read."""
    whole = ((0, copy.size),)
    variable, start = own_variable(function, copy.address), _offset(function, copy.address)
    read = _parts_read(function).get(variable) if variable is not None else None
    if variable is None or start is None or read is None:
        return whole
    ends = ((max(place - start, 0), min(place - start + size, copy.size)) for place, size in read)
    return tuple(sorted({(begin, end - begin) for begin, end in ends if begin < end}))


@per_function
def _parts_read(function: Function) -> Mapping[Local, frozenset[Part] | None]:
    """The bytes of each variable that is read, None where they are not known."""
    found: dict[Local, frozenset[Part] | None] = {}
    for block in function.blocks:
        for each in block.instructions:
            if not isinstance(each, Load | Copy):
                continue
            address, size = (each.address, each.type.size) if isinstance(each, Load) else (each.source, each.size)
            variable, place = base_of(function, address, members=True), _offset(function, address)
            if not isinstance(variable, Local):
                continue
            known = found.get(variable, frozenset())
            found[variable] = known | {(place, size)} if known is not None and place is not None else None
    return found


def _offset(function: Function, address: Operand) -> int | None:
    """How far an address lies behind the start of its variable, None where that varies."""
    base, offset = place_of(function, address)
    return None if isinstance(base, Temp) else offset
