"""Which results compilers surely compute as they are written: nothing folds them, puts them off or leaves them out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from bpflint.flow.static.folded import folded
from bpflint.flow.static.late_reads import late_values, late_values_inlined
from bpflint.flow.static.liveness import read_at_end
from bpflint.flow.static.per_function import per_function
from bpflint.flow.static.used_values import is_read, used_values
from bpflint.kernel.bpf_machine import REGISTER
from bpflint.source.control_flow import Branch, Function, Switch
from bpflint.source.model import (
    COMPARISONS,
    Binary,
    Call,
    Cast,
    IndexAddress,
    Instruction,
    Load,
    Local,
    Store,
    Temp,
    Unary,
    operands,
)
from bpflint.source.types import Kind, Type
from bpflint.source.unit import Unit

_MAX_DEPTH = 8
"""Calls through which an argument is followed."""


def is_used(function: Function, instruction: Binary | Unary | IndexAddress | Call) -> bool:
    """True if anything depends on the result, and it is not known when compiling."""
    result = instruction.result
    return result is not None and result.index in used_values(function) and result.index not in folded(function)


def is_computed(function: Function, instruction: Binary | Unary | IndexAddress | Call) -> bool:
    """True if something in the function needs the result before the block ends."""
    return is_used(function, instruction) and _index(instruction) not in late_values_inlined(function)


def is_returned(function: Function, instruction: Binary | Unary | IndexAddress | Call) -> bool:
    """True if nothing but who called the function may need the result before the block ends."""
    index = _index(instruction)
    return (
        is_used(function, instruction) and index in late_values_inlined(function) and index not in late_values(function)
    )


def is_computed_exactly(function: Function, instruction: Binary | Unary | IndexAddress | Cast | Call) -> bool:
    """True if nothing takes a part of the result only, or computes further: both may make the operation go."""
    result = instruction.result
    return result is None or all(
        _takes_whole(function, user, result) for user in _users(function).get(result.index, ())
    )


def _takes_whole(function: Function, user: Instruction, result: Temp) -> bool:
    match user:
        case Binary(op=op):
            return op in COMPARISONS
        case Unary():
            return False
        case Cast():
            return user.result.type.size >= REGISTER and is_computed_exactly(function, user)
        case Store(value=value, type=ctype):
            return value is not result or ctype.size >= REGISTER
    return True


def is_compared(function: Function, index: int) -> bool:
    """True if a test looks at a number, directly or after a conversion. Addresses are compared as they are."""
    for user in _users(function).get(index, ()):
        if isinstance(user, Cast) and is_compared(function, user.result.index):
            return True
        if (isinstance(user, Binary) and user.op in COMPARISONS) or (isinstance(user, Unary) and user.op == "!"):
            return True
    return index in _tested(function)


def is_dropped(unit: Unit, function: Function, value: Temp, depth: int = _MAX_DEPTH) -> bool:
    """True if a value is only passed to functions that are inlined and do nothing with it, as macros do."""
    users = _users(function).get(value.index, ())
    return value.index not in _ending(function) and all(
        is_dropped(unit, function, user.result, depth)
        if isinstance(user, Cast)
        else isinstance(user, Call) and _ignores(unit, user, value, depth)
        for user in users
    )


def _ignores(unit: Unit, call: Call, value: Temp, depth: int) -> bool:
    callee = unit.functions.get(call.callee) if isinstance(call.callee, str) else None
    if callee is None or not depth or not (callee.is_static or callee.always_inline):
        return False
    return not any(
        argument is value and _needs(unit, callee, parameter, depth - 1)
        for argument, parameter in zip(call.args, callee.params, strict=False)
    )


def _needs(unit: Unit, function: Function, parameter: Local, depth: int) -> bool:
    """True if a function does more with a parameter than to hand it to others that do not need it."""
    if not is_read(function, parameter):
        return False
    uses = [each for block in function.blocks for each in block.instructions if parameter in operands(each)]
    return not all(isinstance(each, Load) and is_dropped(unit, function, each.result, depth) for each in uses)


@per_function
def _ending(function: Function) -> frozenset[int]:
    """The temporaries that the end of a block looks at."""
    ends = (operand for block in function.blocks for operand in read_at_end(block))
    return frozenset(operand.index for operand in ends if isinstance(operand, Temp))


@per_function
def _tested(function: Function) -> frozenset[int]:
    found = set()
    for block in function.blocks:
        match block.terminator:
            case Branch(condition=Temp(index=index)) | Switch(value=Temp(index=index)):
                found.add(index)
    return frozenset(found)


def struct_taken_for(function: Function, value: Temp) -> Type | None:
    """The struct that a `void *` is converted to a pointer to, where it goes somewhere; None if to none."""
    for user in _users(function).get(value.index, ()):
        if isinstance(user, Cast):
            ctype = user.result.type
        elif isinstance(user, Store) and user.value is value:
            ctype = user.type
        else:
            continue
        if ctype.kind is Kind.POINTER and ctype.target is not None and ctype.target.is_record:
            return ctype.target
    return None


@per_function
def _users(function: Function) -> Mapping[int, list[Instruction]]:
    """The instructions that take each temporary."""
    found: dict[int, list[Instruction]] = defaultdict(list)
    for block in function.blocks:
        for instruction in block.instructions:
            for operand in operands(instruction):
                if isinstance(operand, Temp):
                    found[operand.index].append(instruction)
    return found


def _index(instruction: Binary | Unary | IndexAddress | Call) -> int:
    return instruction.result.index if instruction.result is not None else -1
