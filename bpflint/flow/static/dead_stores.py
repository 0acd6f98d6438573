"""Stores to variables of which nothing comes: the variable is written again, or never read, before the value counts.

Compilers leave them out. Variables whose address goes somewhere are left alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from bpflint.flow.static.liveness import shape_of
from bpflint.flow.static.per_function import per_function
from bpflint.source.control_flow import Block, Function
from bpflint.source.model import (
    Asm,
    Call,
    Copy,
    FieldAddress,
    Global,
    IndexAddress,
    Instruction,
    Load,
    Local,
    Operand,
    ScopeEnd,
    Store,
    Temp,
    Zero,
    operands,
)

Place = tuple[Local | Global, int, int]
"""A variable, an offset in it, and how many bytes from there."""


@per_function
def inner_addresses(function: Function) -> Mapping[int, Local]:
    """The temporaries that are addresses of members and elements of variables."""
    found: dict[int, Local] = {}
    for block in function.blocks:
        for each in block.instructions:
            if isinstance(each, FieldAddress | IndexAddress):
                base = each.base
                owner = base if isinstance(base, Local) else found.get(base.index) if isinstance(base, Temp) else None
                if owner is not None:
                    found[each.result.index] = owner
    return found


@per_function
def escaping(function: Function) -> frozenset[Local]:
    """The variables whose address is used for something else than reading and writing them there and then."""
    inner = inner_addresses(function)
    found: set[Local] = set()
    for block in function.blocks:
        for each in block.instructions:
            for operand in _kept(each):
                if isinstance(operand, Local):
                    found.add(operand)
                elif isinstance(operand, Temp) and operand.index in inner:
                    found.add(inner[operand.index])
    return frozenset(found)


def _kept(instruction: Instruction) -> tuple[Operand, ...]:
    """The operands of which somebody else may keep the address."""
    match instruction:
        case Load() | Zero() | Copy() | FieldAddress() | ScopeEnd():
            return ()
        case Store(value=value):
            return (value,)
        case IndexAddress(index=index):
            return (index,)
    return operands(instruction)


@per_function
def dead_stores(function: Function) -> frozenset[int]:
    """The stores of which nothing comes, by `id()`."""
    shape, found = shape_of(function), set()
    for block, live in zip(function.blocks, shape.live_out, strict=True):
        found.update(_dead_in(function, block, {one for one in live if isinstance(one, Local)}))
    return frozenset(found)


def _dead_in(function: Function, block: Block, live: set[Local]) -> list[int]:
    """The dead stores of a block; `live` are the variables that are read behind it."""
    dead: list[int] = []
    overwritten: set[Place] = set()
    """What is written further down in the block before anything reads it."""
    for each in reversed(block.instructions):
        if isinstance(each, Store) and not each.volatile and not each.bit_width:
            address = each.address
            if isinstance(address, Local) and address not in live:
                dead.append(id(each))
            place = _place(function, each)
            if place is not None:
                if place in overwritten:
                    dead.append(id(each))
                overwritten.add(place)
            if isinstance(address, Local) and each.type.size == address.type.size:
                live.discard(address)
        elif not isinstance(each, FieldAddress | IndexAddress | ScopeEnd):
            live.update(operand for operand in operands(each) if isinstance(operand, Local))
            overwritten = {place for place in overwritten if not _may_read(function, each, place[0])}
        else:
            live.update(operand for operand in operands(each) if isinstance(operand, Local))
    return dead


def _place(function: Function, store: Store) -> Place | None:
    """Where a store goes, if that is a global or a place in a variable that nobody else sees."""
    address, offset = store.address, 0
    made = _members(function)
    while isinstance(address, Temp) and address.index in made:
        member = made[address.index]
        address, offset = member.base, offset + member.offset
    if isinstance(address, Global) or (isinstance(address, Local) and address not in escaping(function)):
        return address, offset, store.type.size
    return None


@per_function
def _members(function: Function) -> Mapping[int, FieldAddress]:
    return {
        each.result.index: each
        for block in function.blocks
        for each in block.instructions
        if isinstance(each, FieldAddress)
    }


def _may_read(function: Function, instruction: Instruction, variable: Local | Global) -> bool:
    if isinstance(variable, Global):
        return isinstance(instruction, Call | Asm | Copy) or (
            isinstance(instruction, Load) and not isinstance(instruction.address, Local)
        )
    inner = inner_addresses(function)
    return any(
        operand is variable or (isinstance(operand, Temp) and inner.get(operand.index) is variable)
        for operand in operands(instruction)
    )
