"""Which values of a function anything depends on: the compiler makes no code for the others, nor for reading them.

Every test counts as something that depends on its condition, and memory beyond plain variables as read by somebody.
"""

from __future__ import annotations

from typing import TypeGuard

from bpflint.flow.static.per_function import per_function
from bpflint.source.control_flow import Block, Branch, Function, Return, Switch
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

_MAKES_A_VALUE = Load | FieldAddress | IndexAddress | Binary | Unary | Cast | Select


@per_function
def used_values(function: Function) -> frozenset[int]:
    """The numbers of the temporaries that matter."""
    plain = _plain_variables(function)
    made_of: dict[int | Local, list[Operand]] = {}
    work: list[Operand | None] = []
    for block in function.blocks:
        for instruction in block.instructions:
            if _only_makes_a_value(instruction):
                made_of.setdefault(instruction.result.index, []).extend(operands(instruction))
                continue
            match instruction:
                case Store(address=Local() as local, value=value, volatile=False) if local in plain:
                    made_of.setdefault(local, []).append(value)
                case _:
                    work.extend(operands(instruction))
        work.append(_decides(block))
    used: set[int | Local] = set()
    while work:
        operand = work.pop()
        key = operand.index if isinstance(operand, Temp) else operand
        if isinstance(key, int | Local) and key not in used:
            used.add(key)
            work.extend(made_of.get(key, ()))
    return frozenset(key for key in used if isinstance(key, int))


def _only_makes_a_value(instruction: Instruction) -> TypeGuard[_MAKES_A_VALUE]:
    return isinstance(instruction, _MAKES_A_VALUE) and not (isinstance(instruction, Load) and instruction.volatile)


def _plain_variables(function: Function) -> set[Operand]:
    """Local variables that are only read and written whole."""
    found: set[Operand] = set()
    addressed: set[Operand] = set()
    for block in function.blocks:
        for instruction in block.instructions:
            match instruction:
                case Store(address=Local() as local, value=value):
                    found.add(local)
                    addressed.add(value)
                case Load():
                    pass
                case _:
                    addressed.update(operands(instruction))
        addressed.update(value for value in (_decides(block),) if value is not None)
    return found - addressed


def _decides(block: Block) -> Operand | None:
    """What the end of a block depends on."""
    match block.terminator:
        case Branch(condition=value) | Switch(value=value) | Return(value=value):
            return value
    return None
