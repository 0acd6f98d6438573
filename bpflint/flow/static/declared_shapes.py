"""The shapes of members as a program declares them, which libbpf compares with the kernel's."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from bpflint.flow.static.liveness import read_at_end
from bpflint.flow.static.per_function import per_function
from bpflint.kernel.member_shape import UNKNOWN_SHAPE, MemberShape, shape_of_word
from bpflint.source.control_flow import Function
from bpflint.source.model import Const, FieldAddress, IndexAddress, Instruction, Load, Store, Temp, operands
from bpflint.source.types import Kind, kind_word

_MAX_DIMENSIONS = 4


def declared_shape(function: Function, instruction: FieldAddress) -> MemberShape:
    """The shape of the member that an instruction finds the address of."""
    if instruction.record.is_stand_in:
        return UNKNOWN_SHAPE
    element = instruction.type
    while element.kind is Kind.ARRAY and element.target is not None:
        element = element.target
    shape = shape_of_word(kind_word(instruction.type))
    if shape.kind not in ("int", "pointer"):
        return shape
    is_loaded = isinstance(instruction.base, Temp) and instruction.result.index in _loaded(function)
    return replace(shape, size=element.size, signed=element.signed, is_loaded=is_loaded)


@per_function
def _loaded(function: Function) -> frozenset[int]:
    """The addresses that nothing is done with but to read or write there: the compiler makes one instruction of both.

    Bit-fields are left out, of which it reads more.
    """
    uses: dict[int, list[Instruction | None]] = defaultdict(list)
    for block in function.blocks:
        for instruction in block.instructions:
            for operand in operands(instruction):
                if isinstance(operand, Temp):
                    uses[operand.index].append(instruction)
        for operand in read_at_end(block):
            if isinstance(operand, Temp):
                uses[operand.index].append(None)

    def is_loaded(index: int, depth: int) -> bool:
        return bool(uses[index]) and all(_is_access(use, index, depth) for use in uses[index])

    def _is_access(use: Instruction | None, index: int, depth: int) -> bool:
        match use:
            case Load(bit_width=0):
                return True
            case Store(bit_width=0, value=value):
                return not (isinstance(value, Temp) and value.index == index)
            case IndexAddress(index=Const(), result=result):
                return depth > 0 and is_loaded(result.index, depth - 1)
        return False

    return frozenset(index for index in list(uses) if is_loaded(index, _MAX_DIMENSIONS))
