"""How much stack a chain of calls takes, estimated from the variables whose addresses are needed.

What the compiler can keep in registers is not counted, and neither are the values that it spills. Variables whose
scopes do not overlap share their place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bpflint.flow.static.addresses import base_of
from bpflint.flow.static.names import names_in
from bpflint.flow.static.per_function import per_function
from bpflint.kernel.bpf_machine import MAX_CALLS, REGISTER
from bpflint.source.control_flow import Function
from bpflint.source.model import Call, Load, Local, ScopeEnd, Store, Zero, operands
from bpflint.source.types import Kind
from bpflint.source.unit import Unit


@dataclass(frozen=True, slots=True)
class StackFrame:
    """`size` is in bytes: what the function itself has at once."""

    function: Function
    size: int


@dataclass(frozen=True, slots=True)
class Chain:
    """A function, one that it calls, one that this one calls, and so on; `size` is that of all frames."""

    frames: tuple[StackFrame, ...]

    @property
    def size(self) -> int:
        return sum(frame.size for frame in self.frames)


def deepest_chain(unit: Unit, function: Function) -> Chain:
    """The chain from `function` on that takes most."""
    known = _known(unit)
    if function not in known:
        known[function] = _deepest(unit, function, {}, ())
    return known[function]


@lru_cache(maxsize=2)
def _known(unit: Unit) -> dict[Function, Chain]:  # noqa: ARG001 - the key
    """The chains of a unit's functions, as far as they were asked for; the same on every kernel."""
    return {}


def _deepest(unit: Unit, function: Function, known: dict[str, Chain], above: tuple[str, ...]) -> Chain:
    done = known.get(function.name)
    if done is not None:
        return done
    best = Chain(())
    if len(above) < MAX_CALLS:
        for name in names_in(function):
            callee = unit.functions.get(name)
            if callee is not None and name not in above and name != function.name:
                chain = _deepest(unit, callee, known, (*above, function.name))
                if chain.size > best.size:
                    best = chain
    result = known[function.name] = Chain((StackFrame(function, frame_size(function)), *best.frames))
    return result


@per_function
def frame_size(function: Function) -> int:
    """The bytes of the variables of a function that are in memory at once, at the most."""
    needed = _needed(function)
    size = largest = 0
    live: set[Local] = set()
    for block in function.blocks:
        for instruction in block.instructions:
            if isinstance(instruction, ScopeEnd):
                size -= sum(_room(local) for local in live.intersection(instruction.locals))
                live.difference_update(instruction.locals)
                continue
            for operand in operands(instruction):
                if isinstance(operand, Local) and operand in needed and operand not in live:
                    live.add(operand)
                    size += _room(operand)
            largest = max(largest, size)
    return largest


@per_function
def most_room(function: Function) -> int:
    """The bytes that all variables of a function take which may be in memory, whether at once or not."""
    found = _needed(function)
    for block in function.blocks:
        for instruction in block.instructions:
            for operand in operands(instruction):
                if isinstance(operand, Local) and (operand.type.is_record or operand.type.kind is Kind.ARRAY):
                    found.add(operand)
    if len(found) == 1 and not _cleared(function) & found and not next(iter(found)).has_attributes:
        return next(iter(found)).type.size  # nothing is beside it, and it is aligned no further than it has to be
    return sum(map(_room, found))


def _cleared(function: Function) -> set[Local]:
    """The variables that are cleared as a whole, which compilers align so that they can do it in whole registers."""
    bases = (
        base_of(function, each.address, members=True)
        for block in function.blocks
        for each in block.instructions
        if isinstance(each, Zero)
    )
    return {base for base in bases if isinstance(base, Local)}


def _room(local: Local) -> int:
    return -(-local.type.size // REGISTER) * REGISTER


def _needed(function: Function) -> set[Local]:
    """The variables that must have an address: a call is given it, or they are volatile.

    Arrays that only the function itself goes through may vanish: the compiler unrolls the loops, and hands what
    was stored on to where it is read.
    """
    needed: set[Local] = set()
    for block in function.blocks:
        for instruction in block.instructions:
            if isinstance(instruction, Call):
                bases = [base_of(function, each, members=True) for each in instruction.args]
                needed.update(base for base in bases if isinstance(base, Local))
            elif isinstance(instruction, Load | Store) and instruction.volatile:
                base = base_of(function, instruction.address, members=True)
                needed |= {base} if isinstance(base, Local) else set()
    return {local for local in needed if not local.is_param}
