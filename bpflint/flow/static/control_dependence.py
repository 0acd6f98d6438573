"""Which conditions decide whether a call is made, and whether they can remember anything.

A condition that only looks at the program's own input (a packet, an argument) or at chance says nothing of what
earlier runs did; one that looks at a map, a global or the result of a call may. Where that is not plain, it counts as
remembering.
"""

from __future__ import annotations

from bpflint.source.control_flow import Branch, Function, Switch, successors
from bpflint.source.model import (
    Binary,
    Call,
    Cast,
    Const,
    FieldAddress,
    Instruction,
    Load,
    Local,
    Operand,
    Select,
    Store,
    Temp,
    Unary,
)

FORGETFUL = frozenset({"bpf_get_prandom_u32"})
"""Functions whose result has nothing to do with what earlier runs did."""


def block_of(function: Function, call: Call) -> int | None:
    """The block that holds `call`."""
    for index, block in enumerate(function.blocks):
        if any(instruction is call for instruction in block.instructions):
            return index
    return None


def deciders(function: Function, target: int, or_else: int | None = None) -> frozenset[int]:
    """Blocks whose branch decides whether `target` is reached, or `or_else` on the way to it.

    One way out of them is sure to lead there, or to another block that decides; the other is not (control dependence).
    """
    targets = [successors(block) for block in function.blocks]
    found: set[int] = set()
    work = [target]
    while work:
        one = work.pop()
        missing = _missing(targets, {target, or_else} if one == target and or_else is not None else {one})
        for index, after in enumerate(targets):
            if index not in found and index in missing and any(other not in missing for other in after):
                found.add(index)
                work.append(index)
    return frozenset(found)


def _missing(targets: list[tuple[int, ...]], wanted: set[int]) -> set[int]:
    """Blocks from which the function can end without passing one of `wanted`."""
    sources: list[list[int]] = [[] for _ in targets]
    for index, after in enumerate(targets):
        for one in after:
            if index not in wanted:
                sources[one].append(index)
    return _closure(sources, {index for index, after in enumerate(targets) if not after and index not in wanted})


def _closure(edges: list[list[int]], start: set[int]) -> set[int]:
    seen = set(start)
    work = list(start)
    while work:
        for one in edges[work.pop()]:
            if one not in seen:
                seen.add(one)
                work.append(one)
    return seen


def remembers(function: Function, block: int, inputs: frozenset[Local]) -> bool:
    """True unless the branch at the end of `block` only depends on `inputs` (parameters), constants and chance."""
    match function.blocks[block].terminator:
        case Branch(condition=condition):
            return not _forgetful(function, condition, inputs, set())
        case Switch(value=value):
            return not _forgetful(function, value, inputs, set())
    return True


def _forgetful(function: Function, operand: Operand, inputs: frozenset[Local], seen: set[object]) -> bool:
    if isinstance(operand, Const):
        return True
    if not isinstance(operand, Temp) or operand in seen:
        return isinstance(operand, Temp)
    seen.add(operand)
    made = [
        instruction
        for block in function.blocks
        for instruction in block.instructions
        if getattr(instruction, "result", None) is operand
    ]
    return bool(made) and all(_made_forgetfully(function, instruction, inputs, seen) for instruction in made)


def _made_forgetfully(
    function: Function, instruction: Instruction, inputs: frozenset[Local], seen: set[object]
) -> bool:
    match instruction:
        case Select(operand=operand) | Cast(operand=operand) | Unary(operand=operand):
            return _forgetful(function, operand, inputs, seen)
        case Binary(left=left, right=right):
            return _forgetful(function, left, inputs, seen) and _forgetful(function, right, inputs, seen)
        case Call(callee=str(name)):
            return name in FORGETFUL
        case Load(address=Local() as local):
            return local in inputs or _local_forgetful(function, local, inputs, seen)
        case Load(address=Temp() as address):
            return _field_of_input(function, address, inputs)
    return False


def _local_forgetful(function: Function, local: Local, inputs: frozenset[Local], seen: set[object]) -> bool:
    if local.is_param or local in seen:
        return local in seen
    seen.add(local)
    stored: list[Operand] = []
    for block in function.blocks:
        for instruction in block.instructions:
            if isinstance(instruction, Store) and instruction.address is local:
                stored.append(instruction.value)
            elif isinstance(instruction, Call) and local in instruction.args:
                return False
    return bool(stored) and all(_forgetful(function, value, inputs, seen) for value in stored)


def _field_of_input(function: Function, address: Temp, inputs: frozenset[Local]) -> bool:
    """True if `address` is that of a member of the structure that a parameter points to."""
    for block in function.blocks:
        for instruction in block.instructions:
            if isinstance(instruction, FieldAddress) and instruction.result is address:
                base = instruction.base
                if isinstance(base, Temp) and any(
                    isinstance(one, Load) and one.result is base and one.address in inputs
                    for other in function.blocks
                    for one in other.instructions
                ):
                    return True
    return False
