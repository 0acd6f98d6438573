"""Static pointer variables that keep what they hold in memory, where the verifier takes it for a number.

Compilers forward what was stored up to the next call, and put constants where they are read. Nothing else reaches a
static variable whose address goes nowhere. Source: llvm/lib/Analysis/GlobalsModRef.cpp, llvm/lib/Transforms/IPO/
GlobalOpt.cpp.
"""

from __future__ import annotations

from typing import Final

from bpflint.flow.static.addresses import makers
from bpflint.flow.static.unwritten import knowing
from bpflint.source.control_flow import Function
from bpflint.source.model import Call, Cast, Global, Load, Local, Operand, Store, Temp, operands
from bpflint.source.types import Kind
from bpflint.source.unit import Unit

_WRAPPED: Final = "____"
"""Begins the names of functions that BPF_PROG() and its like make: what they are given is read from the context."""
_DEPTH: Final = 8
"""Variables that a value is followed through."""


def is_own(variable: Global) -> bool:
    """True for a static variable that is a plain pointer."""
    return variable.is_static and variable.type.kind is Kind.POINTER and not variable.type.tags


def keeps_pointers(unit: Unit, variable: Global) -> bool:
    """True if a static pointer begins as NULL, is given what no compiler knows, and is but read and written."""
    if not is_own(variable) or variable.value or variable.initializer or variable.is_half_read or variable.section:
        return False
    is_given = False
    for function in knowing(unit, variable):
        for block in function.blocks:
            for instruction in block.instructions:
                if not any(each is variable for each in operands(instruction)):
                    continue
                match instruction:
                    case Load(address=address, volatile=False) if address is variable:
                        continue
                    case Store(address=address, value=value) if address is variable and value is not variable:
                        is_given = is_given or _is_computed(function, value, _DEPTH)
                    case _:
                        return False
    return is_given


def _is_computed(function: Function, value: Operand, depth: int) -> bool:
    """True for what a call gives or memory holds, which no compiler takes for a constant."""
    if not isinstance(value, Temp) or not depth:
        return False
    match makers(function).get(value.index):
        case Call():
            return True
        case Cast(operand=operand):
            return _is_computed(function, operand, depth - 1)
        case Load(address=Local() as local):
            if local.is_param:
                return bool(function.section) or function.name.startswith(_WRAPPED)
            return any(
                isinstance(each, Store) and each.address is local and _is_computed(function, each.value, depth - 1)
                for block in function.blocks
                for each in block.instructions
            )
        case Load(address=Temp()):
            return True
    return False
