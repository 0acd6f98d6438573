"""Stores to variables that nothing reads before they go out of scope: compilers leave them out, whatever they hold."""

from __future__ import annotations

from bpflint.flow.static.addresses import base_of
from bpflint.flow.static.dead_stores import escaping
from bpflint.source.control_flow import Block, Function, Return, successors
from bpflint.source.model import Asm, Call, Copy, Global, Instruction, Load, Local, ScopeEnd, Store, operands


def is_unread(function: Function, store: Store) -> bool:
    """True if no way leads from a store to a variable to what may read that variable. Linear in the function's size."""
    variable = base_of(function, store.address, members=True)
    if store.volatile or not isinstance(variable, Local):
        return False
    work: list[tuple[int, int]] = []
    for index, block in enumerate(function.blocks):
        work += [(index, place + 1) for place, each in enumerate(block.instructions) if each is store]
    seen: set[int] = set()
    while work:
        index, start = work.pop()
        block = function.blocks[index]
        for each in block.instructions[start:]:
            if _may_read(function, each, variable):
                return False
            if isinstance(each, ScopeEnd) and variable in each.locals:
                break
        else:
            if _gives_back(block, variable):
                return False
            ahead = set(successors(block)) - seen
            seen |= ahead
            work += [(each, 0) for each in ahead]
    return True


def _gives_back(block: Block, variable: Local) -> bool:
    return isinstance(block.terminator, Return) and block.terminator.value is variable


def _may_read(function: Function, instruction: Instruction, variable: Local) -> bool:
    match instruction:
        case Load(address=address) | Copy(source=address):
            base = base_of(function, address, members=True)
            return base is variable or (not isinstance(base, Local | Global) and variable in escaping(function))
        case Call() | Asm():
            passed = (base_of(function, operand, members=True) for operand in operands(instruction))
            return variable in escaping(function) or variable in passed
    return False
