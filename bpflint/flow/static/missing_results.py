"""Programs that end without a return statement: compilers then leave R0 as it is, which the verifier wants set.

Source: check_return_code() in kernel/bpf/verifier.c, the same in 6.1 and 7.3. R0 must be readable at the exit.
"""

from __future__ import annotations

from typing import Final

from bpflint.libbpf.programs import Program
from bpflint.source.control_flow import Function, Return, Unreachable
from bpflint.source.model import Asm
from bpflint.source.types import Kind

_SHORT: Final = 100
"""Instructions. In longer functions, compilers may compute in R0, which then holds something."""


def returns_nothing(program: Program) -> bool:
    """True if no return statement of a program gives a value, and nothing in it may set R0: no call and no assembly."""
    function, entry = program.body, program.function
    if not ends_without_value(function):
        return False
    if entry is not function and any(call.callee != function.name for call in entry.calls()):
        return False
    instructions = [each for block in function.blocks for each in block.instructions]
    if len(instructions) > _SHORT or any(isinstance(each, Asm) for each in instructions):
        return False
    return not any(True for _ in function.calls())


def ends_without_value(function: Function) -> bool:
    """True if a function that should return something has no return statement that does."""
    returned = function.type.target
    if returned is None or returned.kind is Kind.VOID:
        return False
    ends = [block.terminator for block in function.blocks if isinstance(block.terminator, Return | Unreachable)]
    return bool(ends) and all(isinstance(each, Return) and not each.value for each in ends)
