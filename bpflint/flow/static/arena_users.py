"""Programs that access memory of an arena without naming the arena, so that the verifier knows none to belong to them.

A program belongs to the arena whose map, or one of whose variables, its instructions name, in whatever function and
whether they run or not. Source: resolve_pseudo_ldimm64() and check_alu_op() in kernel/bpf/verifier.c. Where it calls
what nobody here knows, that may name it.
"""

from __future__ import annotations

from typing import Final

from bpflint.flow.static.addresses import place_of
from bpflint.flow.static.names import functions_named, is_known, names_in
from bpflint.flow.static.per_function import per_function
from bpflint.kernel import KernelFacts
from bpflint.source.control_flow import Function
from bpflint.source.lowering.variables import ARENA_SECTION
from bpflint.source.model import FunctionRef, Global, Load, Operand, Store, Temp, operands
from bpflint.source.unit import Unit

ARENA: Final = 33
"""BPF_MAP_TYPE_ARENA, include/uapi/linux/bpf.h."""


def has_arena(unit: Unit) -> bool:
    """True if the unit defines an arena."""
    return any(one.type == ARENA for one in unit.maps.values())


def names_no_arena(unit: Unit, kernel: KernelFacts, program: Function) -> bool:
    """True if nothing that the program may run names an arena, where the unit defines one."""
    if not has_arena(unit) or any(one.type is None for one in unit.maps.values()):
        return False
    arenas = {ARENA_SECTION, *(name for name, one in unit.maps.items() if one.type == ARENA)}
    return all(
        arenas.isdisjoint(_named(function))
        and all(name in unit.functions or is_known(kernel, name) for name in names_in(function))
        for function in functions_named(unit, [program])
    )


def is_in_arena(function: Function, address: Operand) -> bool:
    """True for an address that a pointer into an arena leads to."""
    base, _ = place_of(function, address)
    return isinstance(base, Temp) and "arena" in base.type.tags


@per_function
def accesses_arena(function: Function) -> bool:
    """True if the function reads or writes through a pointer into an arena."""
    return any(
        isinstance(instruction, Load | Store) and is_in_arena(function, instruction.address)
        for block in function.blocks
        for instruction in block.instructions
    )


@per_function
def _named(function: Function) -> frozenset[str]:
    """The variables that instructions name, and the arena's section for those in one; it as well where nobody knows."""
    found: set[str] = set()
    for block in function.blocks:
        for instruction in block.instructions:
            for operand in operands(instruction):
                if isinstance(operand, Global):
                    found.add(ARENA_SECTION if operand.section == ARENA_SECTION else operand.name)
            if isinstance(instruction, Store) and isinstance(instruction.value, FunctionRef):
                found.add(ARENA_SECTION)  # what calls it later may name an arena
    return frozenset(found)
