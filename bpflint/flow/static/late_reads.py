"""Reads that compilers may put off to a block behind: nothing needs what was read before the block ends.

What a variable holds where paths join has to be there at the end of the block that leads to the join.
"""

from __future__ import annotations

from collections import defaultdict

from bpflint.flow.static.addresses import base_of
from bpflint.flow.static.dead_stores import own_variable
from bpflint.flow.static.liveness import cfg_of, read_at_end
from bpflint.flow.static.per_function import per_function
from bpflint.source.control_flow import Function, Jump, Return
from bpflint.source.model import (
    Binary,
    Call,
    Cast,
    FieldAddress,
    IndexAddress,
    Load,
    Local,
    Operand,
    ScopeEnd,
    Select,
    Store,
    Temp,
    Unary,
    operands,
)

_COMPUTED = (Binary, Unary, IndexAddress, Call)
"""Of calls it is what functions that are inlined return."""
_PURE = (FieldAddress, IndexAddress, Binary, Unary, Cast)


@per_function
def late_reads(function: Function) -> frozenset[int]:
    """The temporaries of such loads."""
    return frozenset(temp for index in range(len(function.blocks)) for temp in _late_in(function, index, (Load,)))


@per_function
def late_values(function: Function) -> frozenset[int]:
    """The temporaries of results that compilers may compute as late, where this is no function that they inline."""
    return frozenset(temp for index in range(len(function.blocks)) for temp in _late_in(function, index, _COMPUTED))


@per_function
def late_values_inlined(function: Function) -> frozenset[int]:
    """The same of a function that they do inline: who called it may want what it returns later, or not at all."""
    blocks = range(len(function.blocks))
    return frozenset(temp for index in blocks for temp in _late_in(function, index, _COMPUTED, needs_returned=False))


def _late_in(function: Function, index: int, kinds: tuple[type, ...], *, needs_returned: bool = True) -> set[int]:
    block = function.blocks[index]
    late: set[int] = set()
    needs: dict[int | Local, list[Operand]] = defaultdict(list)
    """What a temporary or variable of the block is made of."""
    work: list[Operand] = []
    for each in block.instructions:
        result = getattr(each, "result", None)
        if isinstance(each, kinds) and isinstance(result, Temp) and not (isinstance(each, Load) and each.volatile):
            late.add(result.index)
        match each:
            case Load(result=result, address=address, volatile=False):
                needs[result.index] += [address, base_of(function, address, members=True)]
            case Store(address=address, volatile=False) if (owner := own_variable(function, address)) is not None:
                needs[owner] += operands(each)[1:]
            case Select(operand=operand):
                work.append(operand)
            case ScopeEnd():
                pass
            case _ if isinstance(each, _PURE):
                needs[each.result.index] += operands(each)
            case _:
                work += operands(each)
    if needs_returned or not isinstance(block.terminator, Return):
        work += read_at_end(block)
    joined = _joined_at_end(function, index)
    work += [each for each in needs if isinstance(each, Local) and each in joined]
    while work:
        operand = work.pop()
        if isinstance(operand, Temp):
            late.discard(operand.index)
            work += needs.pop(operand.index, ())
        elif isinstance(operand, Local):
            work += needs.pop(operand, ())
    return late


def _joined_at_end(function: Function, index: int) -> frozenset[Local]:
    """The variables that matter at the join that comes next, if nothing but jumps lies between it and the block."""
    cfg, passed = cfg_of(function), []
    while index not in passed and isinstance(jump := function.blocks[index].terminator, Jump):
        passed.append(index)
        index = jump.target
        if index in cfg.joins:
            return cfg.live_locals[index].intersection(*(cfg.live_out[each] for each in passed))
    return frozenset()
