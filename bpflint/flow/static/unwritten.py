"""Static variables that nothing in the unit writes: compilers put their initial value where they are read.

Only plain integers are looked at. A function of a header that does not declare the variable does not know it.
"""

from __future__ import annotations

from collections.abc import Iterable

from bpflint.source.control_flow import Function
from bpflint.source.model import Asm, Global, Load, operands
from bpflint.source.types import Kind
from bpflint.source.unit import Unit


def is_candidate(variable: Global) -> bool:
    """True for a static integer that is in no section of its own and may be written."""
    plain = variable.type.kind in (Kind.INT, Kind.ENUM) and not variable.type.const
    return variable.is_static and plain and not variable.section and isinstance(variable.value, int | None)


def unwritten(unit: Unit, variable: Global) -> bool:
    """True if no function does anything with the variable but read it, and not as a volatile one."""
    return not any(_writes(function, variable) for function in _knowing(unit, variable))


def _knowing(unit: Unit, variable: Global) -> Iterable[Function]:
    return (
        function
        for function in unit.functions.values()
        if not function.in_header or function.span.path == variable.span.path
    )


def _writes(function: Function, variable: Global) -> bool:
    for block in function.blocks:
        for instruction in block.instructions:
            if isinstance(instruction, Load) and not instruction.volatile:
                continue
            used = (*operands(instruction), *(instruction.inputs if isinstance(instruction, Asm) else ()))
            if any(one is variable for one in used):
                return True
    return False
