"""Loops that no test ends and that do nothing that anybody sees: C lets compilers take it that they are never run.

A test ends none if it asks for what the loop does not write, or for a signed counter that goes away from its bound.
Compilers then leave out the loop with all accesses in it. Source: C11 6.8.5, paragraph 6.
"""

from __future__ import annotations

from bpflint.flow.static.addresses import makers
from bpflint.flow.static.dead_stores import own_variable
from bpflint.flow.static.liveness import cfg_of
from bpflint.flow.static.loop_writes import written_in
from bpflint.flow.static.loops import Loop
from bpflint.flow.static.per_function import per_function
from bpflint.source.control_flow import Block, Branch, Function
from bpflint.source.model import (
    MIRRORED,
    OPPOSITE,
    Asm,
    Binary,
    Call,
    Cast,
    Const,
    Copy,
    Instruction,
    Load,
    Local,
    Operand,
    Store,
    Temp,
    Unary,
    Zero,
)


@per_function
def endless_blocks(function: Function) -> frozenset[int]:
    """The blocks of such loops."""
    loops = cfg_of(function).heads.values()
    endless = (loop.body for loop in loops if _is_idle(function, loop) and _never_ends(function, loop))
    return frozenset(block for body in endless for block in body)


def _is_idle(function: Function, loop: Loop) -> bool:
    return not any(_is_seen(function, each) for index in loop.body for each in function.blocks[index].instructions)


def _is_seen(function: Function, instruction: Instruction) -> bool:
    """True for what compilers keep however often it is done."""
    match instruction:
        case Load(volatile=volatile):
            return volatile
        case Store(address=address, volatile=volatile):
            return volatile or own_variable(function, address) is None
        case Copy(address=address) | Zero(address=address):
            return own_variable(function, address) is None
    return isinstance(instruction, Call | Asm)


def _never_ends(function: Function, loop: Loop) -> bool:
    """True if none of the tests that could lead out ever does in a later round. A loop without a test is meant so."""
    return bool(loop.exits) and all(_stays(function, loop, function.blocks[index]) for index, _ in loop.exits)


def _stays(function: Function, loop: Loop, block: Block) -> bool:
    branch = block.terminator
    if not isinstance(branch, Branch) or (branch.then in loop.body) == (branch.otherwise in loop.body):
        return False
    return _is_kept(function, loop, branch.condition) or _goes_away(function, loop, branch)


def _is_kept(function: Function, loop: Loop, value: Operand) -> bool:
    """True for a value that is the same in each round."""
    if not isinstance(value, Temp):
        return isinstance(value, Const)
    match makers(function).get(value.index):
        case Load(address=Local() as local):
            return own_variable(function, local) is local and local not in written_in(function, loop)
        case Cast(operand=inner) | Unary(operand=inner):
            return _is_kept(function, loop, inner)
        case Binary(left=left, right=right):
            return _is_kept(function, loop, left) and _is_kept(function, loop, right)
    return False


def _goes_away(function: Function, loop: Loop, branch: Branch) -> bool:
    """True for the comparison of a counter with a bound from which each round leads it further away."""
    test = makers(function).get(branch.condition.index) if isinstance(branch.condition, Temp) else None
    if not isinstance(test, Binary) or test.op not in OPPOSITE:
        return False
    op, left, right = test.op, test.left, test.right
    if _counter(function, left) is None:
        op, left, right = MIRRORED[op], right, left
    counter = _counter(function, left)
    if counter is None or not (counter.type.signed and _is_signed(left)) or not _is_kept(function, loop, right):
        return False  # one that wraps around comes to the bound from its other side
    if branch.then not in loop.body:
        op = OPPOSITE[op]
    step = _step(function, loop, counter)
    return (op in ("<", "<=") and step < 0) or (op in (">", ">=") and step > 0)


def _is_signed(operand: Operand) -> bool:
    return isinstance(operand, Temp) and operand.type.signed


def _counter(function: Function, operand: Operand) -> Local | None:
    """The variable that an operand was read from."""
    match makers(function).get(operand.index) if isinstance(operand, Temp) else None:
        case Load(address=Local() as local) if own_variable(function, local) is local:
            return local
        case Cast(operand=inner):
            return _counter(function, inner)
    return None


def _step(function: Function, loop: Loop, counter: Local) -> int:
    """What each round adds to a variable; 0 if it may do another thing."""
    instructions = (each for index in loop.body for each in function.blocks[index].instructions)
    writes = [each for each in instructions if isinstance(each, Store | Copy | Zero) and each.address is counter]
    match writes:
        case [Store(value=Temp(index=made))]:
            match makers(function).get(made):
                case Binary(op="+" | "-" as op, left=left, right=Const(value=step)) if (
                    _counter(function, left) is counter
                ):
                    return step if op == "+" else -step
    return 0
