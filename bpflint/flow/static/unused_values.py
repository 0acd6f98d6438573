"""Loads whose values nothing uses: compilers leave them out, so no verifier sees them.

A value is used if a call, a store to memory, inline assembly, a test or a return depends on it. What only ends up in
variables of which nothing depends is not. All places of a function count alike, whichever comes first, so some
values that are not used are taken for used.
"""

from __future__ import annotations

from collections import defaultdict

from bpflint.flow.static.liveness import read_at_end
from bpflint.flow.static.per_function import per_function
from bpflint.source.control_flow import Function
from bpflint.source.model import (
    Binary,
    Cast,
    FieldAddress,
    IndexAddress,
    Instruction,
    Load,
    Local,
    Operand,
    Select,
    Store,
    Temp,
    Unary,
    operands,
)

_PURE = (Load, FieldAddress, IndexAddress, Binary, Unary, Cast, Select)


@per_function
def unused_loads(function: Function) -> frozenset[int]:
    """The temporaries of these loads."""
    instructions = [each for block in function.blocks for each in block.instructions]
    loads = [each for each in instructions if isinstance(each, Load) and not each.volatile]
    used = _used(instructions, [operand for block in function.blocks for operand in read_at_end(block)])
    return frozenset(load.result.index for load in loads if load.result.index not in used)


def _used(instructions: list[Instruction], work: list[Operand]) -> set[int]:
    """The temporaries that something depends on; `work` are those that branches and returns do."""
    makers: dict[int, list[Instruction]] = defaultdict(list)
    written: dict[Local, list[Operand]] = defaultdict(list)
    for each in instructions:
        if isinstance(each, _PURE):
            makers[each.result.index].append(each)
            if isinstance(each, Load) and each.volatile:
                work += operands(each)
        elif isinstance(each, Store) and isinstance(each.address, Local) and not each.volatile:
            written[each.address].append(each.value)
        else:
            work += operands(each)
    # A variable whose address is taken may be read wherever it goes.
    for each in instructions:
        beside = operands(each)[1:] if isinstance(each, Load | Store) else operands(each)
        work += [operand for operand in beside if isinstance(operand, Local)]
    used: set[int] = set()
    while work:
        operand = work.pop()
        if isinstance(operand, Local):
            work += written.pop(operand, ())
        elif isinstance(operand, Temp) and operand.index not in used:
            used.add(operand.index)
            for maker in makers.pop(operand.index, ()):
                work += operands(maker)
    return used
