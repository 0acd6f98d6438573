"""Loads and copies whose values nothing uses: compilers leave them out, so no verifier sees them.

A value is used if a call, a store to memory, inline assembly, a test or a return depends on it. What only ends up in
variables of which nothing depends is not, nor what only a test looks at that decides nothing.
"""

from __future__ import annotations

from collections import defaultdict

from bpflint.flow.static.dead_stores import dead_stores, escaping, own_variable
from bpflint.flow.static.folded import folded
from bpflint.flow.static.idle_branches import idle_branches
from bpflint.flow.static.liveness import read_at_end
from bpflint.flow.static.per_function import per_function
from bpflint.source.control_flow import Function
from bpflint.source.model import (
    Binary,
    Cast,
    Copy,
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
    Zero,
    operands,
)

_PURE = (Load, FieldAddress, IndexAddress, Binary, Unary, Cast, Select)


def unused_loads(function: Function) -> frozenset[int]:
    """The temporaries of these loads."""
    return _unused(function)[0]


def unused_copies(function: Function) -> frozenset[int]:
    """The copies into variables that nothing reads, by `id()`."""
    return _unused(function)[1]


@per_function
def _unused(function: Function) -> tuple[frozenset[int], frozenset[int]]:
    instructions = [each for block in function.blocks for each in block.instructions]
    temps, variables = _used(function, instructions)
    loads = [each.result.index for each in instructions if isinstance(each, Load) and not each.volatile]
    copies = [each for each in instructions if isinstance(each, Copy)]
    idle = [id(each) for each in copies if (owner := own_variable(function, each.address)) and owner not in variables]
    return frozenset(load for load in loads if load not in temps), frozenset(idle)


def _used(function: Function, instructions: list[Instruction]) -> tuple[set[int], set[Local]]:
    """The temporaries and variables that something depends on."""
    dead, always = dead_stores(function), folded(function)
    makers: dict[int, list[Instruction]] = defaultdict(list)
    written: dict[Local, list[Operand]] = defaultdict(list)
    work: list[Operand] = [*escaping(function)]
    for index, block in enumerate(function.blocks):
        if index not in idle_branches(function):
            work += read_at_end(block)
    for each in instructions:
        if isinstance(each, _PURE):
            makers[each.result.index].append(each)
            if isinstance(each, Load) and each.volatile:
                work += operands(each)
        elif isinstance(each, Store) and id(each) in dead:
            continue
        elif isinstance(each, Store | Copy | Zero) and (owner := own_variable(function, each.address)) is not None:
            written[owner] += operands(each)
            if isinstance(each, Store) and each.volatile:
                work += operands(each)
        else:
            work += operands(each)
    used: set[int] = set()
    read: set[Local] = set()
    while work:
        operand = work.pop()
        if isinstance(operand, Local):
            read.add(operand)
            work += written.pop(operand, ())
        elif isinstance(operand, Temp) and operand.index not in used:
            used.add(operand.index)
            for maker in makers.pop(operand.index, ()):
                if operand.index not in always:
                    work += operands(maker)
    return used, read
