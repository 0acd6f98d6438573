"""Which calls of functions of the unit a compiler surely keeps, with all their arguments.

What a function does not read of its parameters its callers leave unset, and a call of a function that only computes is
left out where nobody uses the result. Of a weak function nothing is known but its prototype.
"""

from __future__ import annotations

from bpflint.flow.static.addresses import base_of, makers
from bpflint.flow.static.per_function import per_function
from bpflint.flow.static.used_values import used_values
from bpflint.source.control_flow import Function, Return
from bpflint.source.model import Asm, Call, Const, Load, Local, Store, Temp


def is_kept(caller: Function, call: Call, callee: Function) -> bool:
    """True if the compiled program surely makes this call."""
    if callee.is_weak or _does_something(callee):
        return True
    is_used = call.result is not None and call.result.index in used_values(caller)
    return is_used and not _returns_constants(callee)


def uses_parameter(function: Function, index: int) -> bool:
    """True if something depends on a parameter, so that callers pass it."""
    return function.is_weak or function.params[index] in _used_parameters(function)


def writes_through(function: Function, index: int) -> bool:
    """True if the function may write to what a parameter points to."""
    return function.params[index] in _written_through(function)


@per_function
def _written_through(function: Function) -> frozenset[Local]:
    made = makers(function)
    found: set[Local] = set()
    for block in function.blocks:
        for instruction in block.instructions:
            base = base_of(function, instruction.address, members=True) if isinstance(instruction, Store) else None
            read = made.get(base.index) if isinstance(base, Temp) else None
            if isinstance(read, Load) and isinstance(read.address, Local) and read.address.is_param:
                found.add(read.address)
    return frozenset(found)


@per_function
def _used_parameters(function: Function) -> frozenset[Local]:
    used = used_values(function)
    return frozenset(
        instruction.address
        for block in function.blocks
        for instruction in block.instructions
        if isinstance(instruction, Load)
        and isinstance(instruction.address, Local)
        and instruction.address.is_param
        and instruction.result.index in used
    )


@per_function
def _does_something(function: Function) -> bool:
    """True for a function that calls another one, or writes to memory that is not its own."""
    for block in function.blocks:
        for instruction in block.instructions:
            match instruction:
                case Call(callee=callee):
                    if not (isinstance(callee, str) and callee.startswith("__builtin_")):
                        return True
                case Store(address=address):
                    if not isinstance(base_of(function, address, members=True), Local | Temp):
                        return True
                case Asm():
                    return True
    return False


@per_function
def _returns_constants(function: Function) -> bool:
    returned = [block.terminator.value for block in function.blocks if isinstance(block.terminator, Return)]
    return all(value is None or isinstance(value, Const) for value in returned)
