"""Calls through a local pointer that is only ever one function are calls of that function, as the compiler sees them.

`int (*p)(int) = f; p(1);` is such a call; a number stands for the helper that it calls. A pointer that is stored to
twice, or whose address goes elsewhere, is left.
"""

from __future__ import annotations

from bpflint.source.control_flow import Block
from bpflint.source.helper_numbers import helper_of
from bpflint.source.model import Call, Const, FunctionRef, Load, Local, Operand, ScopeEnd, Store, Temp

_OPERANDS = ("address", "value", "source", "base", "index", "left", "right", "operand")
_LISTS = ("args", "outputs", "inputs")


def resolve_pointers(blocks: list[Block]) -> None:
    """Name the callees of such calls, in place."""
    calls = [
        call
        for block in blocks
        for call in block.instructions
        if isinstance(call, Call) and isinstance(call.callee, Temp)
    ]
    if not calls:
        return
    constant = _constant_pointers(blocks)
    loaded = {
        instruction.result.index: constant[instruction.address]
        for block in blocks
        for instruction in block.instructions
        if isinstance(instruction, Load) and isinstance(instruction.address, Local) and instruction.address in constant
    }
    for call in calls:
        if isinstance(call.callee, Temp):
            call.callee = loaded.get(call.callee.index, call.callee)


def _constant_pointers(blocks: list[Block]) -> dict[Local, str]:
    """Locals that hold one function from their only store on, by its name."""
    stored: dict[Local, list[Operand]] = {}
    escaped: set[Local] = set()
    for block in blocks:
        for instruction in block.instructions:
            if isinstance(instruction, Store) and isinstance(instruction.address, Local):
                stored.setdefault(instruction.address, []).append(instruction.value)
                operands: list[object] = [instruction.value]
            elif isinstance(instruction, Load | ScopeEnd):
                continue
            else:
                operands = [getattr(instruction, name, None) for name in _OPERANDS]
                for name in _LISTS:
                    operands.extend(getattr(instruction, name, ()))
            escaped.update(operand for operand in operands if isinstance(operand, Local))
    return {
        local: name
        for local, values in stored.items()
        if len(values) == 1 and (name := _function(values[0])) and local not in escaped and not local.is_param
    }


def _function(value: Operand) -> str:
    if isinstance(value, FunctionRef):
        return value.name
    return helper_of(value.value) if isinstance(value, Const) and value.value > 0 else ""
