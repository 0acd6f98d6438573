"""Which values of a function anything depends on: compilers leave out the others, so no verifier sees them.

A value is used if a call, a store to memory, inline assembly, a test or a return depends on it. What only ends up in
variables of which nothing depends is not, nor what only a test looks at that decides nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bpflint.flow.static.dead_stores import dead_stores, escaping, own_variable
from bpflint.flow.static.folded import folded, idle_stores
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


def used_values(function: Function) -> frozenset[int]:
    """The numbers of the temporaries that something depends on."""
    return _used(function)[0]


@per_function
def unused_loads(function: Function) -> frozenset[int]:
    """The temporaries of loads whose values nothing uses."""
    used = used_values(function)
    loads = (each for each in _instructions(function) if isinstance(each, Load) and not each.volatile)
    return frozenset(each.result.index for each in loads if each.result.index not in used)


@per_function
def unused_copies(function: Function) -> frozenset[int]:
    """The copies into variables that nothing reads, by `id()`."""
    _, variables = _used(function)
    copies = (each for each in _instructions(function) if isinstance(each, Copy))
    return frozenset(
        id(each) for each in copies if (owner := own_variable(function, each.address)) and owner not in variables
    )


def is_read(function: Function, variable: Local) -> bool:
    """True if anything depends on what a variable holds."""
    return variable in _used(function)[1]


def _instructions(function: Function) -> Iterator[Instruction]:
    for block in function.blocks:
        yield from block.instructions


@per_function
def _used(function: Function) -> tuple[frozenset[int], frozenset[Local]]:
    """The temporaries and the variables that something depends on."""
    dead, always = dead_stores(function) | idle_stores(function), folded(function)
    makers: dict[int, list[Instruction]] = defaultdict(list)
    written: dict[Local, list[Operand]] = defaultdict(list)
    work: list[Operand] = [*escaping(function)]
    for index, block in enumerate(function.blocks):
        if index not in idle_branches(function):
            work += read_at_end(block)
    for each in _instructions(function):
        if isinstance(each, _PURE):
            makers[each.result.index].append(each)
            if isinstance(each, Load) and each.volatile:
                work += operands(each)
        elif isinstance(each, Store | Copy) and id(each) in dead:
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
    return frozenset(used), frozenset(read)
