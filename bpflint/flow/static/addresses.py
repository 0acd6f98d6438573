"""Where an address comes from within a function, by the instructions that make it."""

from __future__ import annotations

from collections.abc import Mapping

from bpflint.flow.static.per_function import per_function
from bpflint.source.control_flow import Function
from bpflint.source.model import Cast, FieldAddress, IndexAddress, Instruction, Operand, Temp


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
