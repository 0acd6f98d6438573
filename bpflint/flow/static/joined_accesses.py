"""Accesses to parts of a number that compilers may make one access of: `p[0] | p[1] << 8` reads two bytes at once."""

from __future__ import annotations

from collections import defaultdict

from bpflint.flow.static.addresses import base_of, makers
from bpflint.flow.static.per_function import per_function
from bpflint.kernel.bpf_machine import REGISTER
from bpflint.source.control_flow import Function
from bpflint.source.model import Load, Local, Operand, Store, Temp


@per_function
def joined_accesses(function: Function) -> frozenset[int]:
    """The `id()` of each load and store that has another one of its width beside it, through the same pointer."""
    alike: dict[object, list[int]] = defaultdict(list)
    for block in function.blocks:
        for instruction in block.instructions:
            if not isinstance(instruction, Load | Store) or instruction.type.size >= REGISTER:
                continue
            if not (isinstance(instruction, Load) and instruction.volatile):
                key = (type(instruction), instruction.type.size, _pointer(function, instruction.address))
                alike[key].append(id(instruction))
    return frozenset(each for found in alike.values() if len(found) > 1 for each in found)


def _pointer(function: Function, address: Operand) -> object:
    """The variable that holds the pointer which an address is made of, or what stands for it."""
    base = base_of(function, address, members=True)
    maker = makers(function).get(base.index) if isinstance(base, Temp) else None
    return id(maker.address) if isinstance(maker, Load) and isinstance(maker.address, Local) else id(base)
