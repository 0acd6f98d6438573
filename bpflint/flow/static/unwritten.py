"""Static variables that nothing in the unit writes: compilers put their initial value where they are read.

Only plain integers are looked at for that. A function of a header that does not declare the variable does not know it.
"""

from __future__ import annotations

from collections.abc import Iterable

from bpflint.flow.static.addresses import base_of
from bpflint.flow.static.doubtful_accesses import is_constant
from bpflint.flow.static.per_function import per_function
from bpflint.source.control_flow import Function
from bpflint.source.model import Call, Cast, FieldAddress, Global, IndexAddress, Load, Store, operands
from bpflint.source.types import Kind
from bpflint.source.unit import Unit


def is_candidate(variable: Global) -> bool:
    """True for a static integer that is in no section of its own and may be written."""
    plain = variable.type.kind in (Kind.INT, Kind.ENUM) and not variable.type.const
    return variable.is_static and plain and not variable.section and isinstance(variable.value, int | None)


def unwritten(unit: Unit, variable: Global) -> bool:
    """True if no function does anything with the variable but read it, and not as a volatile one."""
    return not any(variable in _handled(function) for function in knowing(unit, variable))


def stays_in_memory(unit: Unit, variable: Global) -> bool:
    """True for a static variable that the compiler cannot do without: it is written and read, or goes elsewhere."""
    written = read = False
    for function in knowing(unit, variable):
        for block in function.blocks:
            for instruction in block.instructions:
                match instruction:
                    case FieldAddress() | IndexAddress() | Cast():
                        continue
                    case Load(address=address):
                        read |= base_of(function, address, members=True) is variable
                    case Store(address=address):
                        written |= base_of(function, address, members=True) is variable
                    case Call():
                        if any(base_of(function, each, members=True) is variable for each in operands(instruction)):
                            return True
                if written and read:
                    return True
    return False


def is_table(unit: Unit, variable: Global) -> bool:
    """True for a static array that is only read. Which of its elements is read only shows when the program runs.

    Compilers keep it, but may turn a comparison of what is read into one of the index.
    """
    if variable.type.kind is not Kind.ARRAY or not (variable.initializer or variable.is_half_read):
        return False
    if is_constant(variable):
        return True
    read = False
    for function in knowing(unit, variable):
        for block in function.blocks:
            for each in block.instructions:
                if isinstance(each, Load):
                    read |= base_of(function, each.address, members=True) is variable
                elif isinstance(each, Store) and base_of(function, each.address, members=True) is variable:
                    return False
    return read


def knowing(unit: Unit, variable: Global) -> Iterable[Function]:
    """The functions that a static variable is visible in."""
    return (
        function
        for function in unit.functions.values()
        if not function.in_header or function.span.path == variable.span.path
    )


@per_function
def _handled(function: Function) -> frozenset[Global]:
    """The variables that a function does more with than to read them."""
    found: set[Global] = set()
    for block in function.blocks:
        for instruction in block.instructions:
            if isinstance(instruction, Load) and not instruction.volatile:
                continue
            found.update(one for one in operands(instruction) if isinstance(one, Global))
    return frozenset(found)
