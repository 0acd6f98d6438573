"""What compilers do to the branch of an `if`: several tests made one, short sides made values, blocks copied."""

from __future__ import annotations

from bpflint.flow.static.liveness import Shape
from bpflint.source.model import (
    Binary,
    Branch,
    Call,
    Cast,
    FieldAddress,
    IndexAddress,
    Load,
    ScopeEnd,
    Select,
    Temp,
    Unary,
    Unit,
)

_PLAIN = (Load, Cast, Unary, Binary, FieldAddress, IndexAddress, ScopeEnd)


def other_way(shape: Shape, taken: int, other: int) -> int:
    """Where control goes if it does not go to block `taken`, but where the way not taken leads.

    In `a || b` and `a && b` that way may still come to the same block: to a compiler both are one test.
    """
    for _ in shape.blocks:
        block = shape.blocks[other]
        branch = block.terminator
        if not isinstance(branch, Branch) or not all(isinstance(each, _PLAIN) for each in block.instructions):
            break
        if taken not in (branch.then, branch.otherwise) or branch.then == branch.otherwise:
            break
        other = branch.otherwise if branch.then == taken else branch.then
    return other


def stays(unit: Unit, shape: Shape, block: int) -> bool:
    """True if the branch at the end of a block is one in the program that is loaded: one of its sides makes a call."""
    known = shape.staying.get(block)
    if known is None:
        branch = shape.blocks[block].terminator
        assert isinstance(branch, Branch)
        sides = shape.after(branch.then, block) ^ shape.after(branch.otherwise, block)
        known = shape.staying[block] = any(_calls(unit, shape, side) for side in sides)
    return known


def is_remembered(shape: Shape, block: int, branch: Branch) -> bool:
    """True if a branch looks at the result of tests made before: of a call, or of an expression with `||` in it."""
    wanted = branch.condition
    for instruction in reversed(shape.blocks[block].instructions):
        if not isinstance(wanted, Temp):
            return False
        if getattr(instruction, "result", None) is not wanted:
            continue
        if isinstance(instruction, Select | Call):
            return True
        if not isinstance(instruction, Cast | Unary):
            return False
        wanted = instruction.operand
    return isinstance(wanted, Temp)


def _calls(unit: Unit, shape: Shape, block: int) -> bool:
    calls = (each.callee for each in shape.blocks[block].instructions if isinstance(each, Call))
    return any(isinstance(name, str) and _is_outside(unit, name) for name in calls)


def _is_outside(unit: Unit, name: str) -> bool:
    function = unit.functions.get(name)
    return not name.startswith("__builtin_") and (function is None or function.noinline)
