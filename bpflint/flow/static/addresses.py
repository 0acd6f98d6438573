"""Where an address comes from within a function, by the instructions that make it."""

from __future__ import annotations

from collections.abc import Mapping

from bpflint.flow.static.per_function import per_function
from bpflint.source.control_flow import Function
from bpflint.source.model import (
    Binary,
    Call,
    Cast,
    FieldAddress,
    Global,
    IndexAddress,
    Instruction,
    Load,
    Local,
    Operand,
    Temp,
    Unary,
)


@per_function
def makers(function: Function) -> Mapping[int, Instruction]:
    """The instruction that makes each temporary; of several, the last one."""
    made: dict[int, Instruction] = {}
    for block in function.blocks:
        for instruction in block.instructions:
            result = getattr(instruction, "result", None)
            if isinstance(result, Temp):
                made[result.index] = instruction
    return made


def base_of(function: Function, operand: Operand, *, members: bool) -> Operand:
    """What `operand` was cast from; with `members`, also what it is a member or an element of."""
    made = makers(function)
    while isinstance(operand, Temp):
        match made.get(operand.index):
            case Cast(operand=inner):
                operand = inner
            case FieldAddress(base=inner) | IndexAddress(base=inner) if members:
                operand = inner
            case _:
                break
    return operand


def place_of(function: Function, address: Operand) -> tuple[Operand, int]:
    """What an address is a member of, by the members alone, and how many bytes behind its start it lies."""
    made, offset = makers(function), 0
    while isinstance(address, Temp) and isinstance(maker := made.get(address.index), FieldAddress):
        address, offset = maker.base, offset + maker.offset
    return address, offset


def points_into_arena(function: Function, operand: Operand) -> bool:
    """True if a pointer was cast from one of the arena's address space."""
    made = makers(function)
    while isinstance(operand, Temp):
        if "arena" in operand.type.tags:
            return True
        maker = made.get(operand.index)
        if not isinstance(maker, Cast):
            break
        operand = maker.operand
    return False


def is_relocated(function: Function, operand: Operand) -> bool:
    """True for the address of a member that CO-RE looks up: compilers join no two reads of those."""
    made = makers(function)
    while isinstance(operand, Temp):
        match made.get(operand.index):
            case FieldAddress(record=record) if record.is_relocated:
                return True
            case FieldAddress(base=inner) | IndexAddress(base=inner) | Cast(operand=inner):
                operand = inner
            case _:
                break
    return False


def is_looked_up(function: Function, element: IndexAddress) -> bool:
    """True if CO-RE may look an element up with its member: the compiler wants its index to be constant for that."""
    made = makers(function)
    base = made.get(element.base.index) if isinstance(element.base, Temp) else None
    match base:
        case FieldAddress(is_relocated=True):
            return _may_be_constant(function, element.index)
        case IndexAddress():
            return _may_be_constant(function, element.index) and is_looked_up(function, base)
    return False


def _may_be_constant(function: Function, number: Operand) -> bool:
    """False for what is read from a variable: no compiler takes that for constant, whatever it holds."""
    if not isinstance(number, Temp):
        return True
    match makers(function).get(number.index):
        case Load(address=Local(name=name, type=ctype)):
            return not name or ctype.const  # what has no name is the compiler's own
        case Load(address=Global(type=ctype)):
            return ctype.const
        case Load() | Call():
            return False
        case Binary(left=left, right=right):
            return _may_be_constant(function, left) and _may_be_constant(function, right)
        case Cast(operand=operand) | Unary(operand=operand):
            return _may_be_constant(function, operand)
    return True
