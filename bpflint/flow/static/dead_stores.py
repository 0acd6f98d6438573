"""Stores to variables of which nothing comes: the variable is written again, or never read, before the value counts.

Compilers leave them out. Variables whose address goes somewhere are left alone.
"""

from __future__ import annotations

from bpflint.flow.static.addresses import base_of, place_of
from bpflint.flow.static.liveness import cfg_of
from bpflint.flow.static.per_function import per_function
from bpflint.source.control_flow import Block, Function
from bpflint.source.model import (
    Asm,
    Call,
    Copy,
    FieldAddress,
    Global,
    IndexAddress,
    Instruction,
    Load,
    Local,
    Operand,
    ScopeEnd,
    Store,
    Zero,
    operands,
)

Place = tuple[Local | Global, int, int]
"""A variable, an offset in it, and how many bytes from there."""


@per_function
def escaping(function: Function) -> frozenset[Local]:
    """The variables whose address is used for something else than reading and writing them there and then."""
    kept = (operand for block in function.blocks for each in block.instructions for operand in _kept(each))
    bases = (base_of(function, operand, members=True) for operand in kept)
    return frozenset(base for base in bases if isinstance(base, Local))


def own_variable(function: Function, address: Operand) -> Local | None:
    """The variable that an address lies in, if nobody else sees it."""
    owner = base_of(function, address, members=True)
    return owner if isinstance(owner, Local) and owner not in escaping(function) else None


def _kept(instruction: Instruction) -> tuple[Operand, ...]:
    """The operands of which somebody else may keep the address."""
    match instruction:
        case Load() | Zero() | Copy() | FieldAddress() | ScopeEnd():
            return ()
        case Store(value=value):
            return (value,)
        case IndexAddress(index=index):
            return (index,)
    return operands(instruction)


@per_function
def dead_stores(function: Function) -> frozenset[int]:
    """The stores of which nothing comes, by `id()`."""
    cfg, found = cfg_of(function), set()
    if cfg.is_tangled:
        return frozenset()
    for block, live in zip(function.blocks, cfg.live_out, strict=True):
        found.update(_dead_in(function, block, set(live)))
    return frozenset(found)


def _dead_in(function: Function, block: Block, live: set[Local]) -> list[int]:
    """The dead stores of a block; `live` are the variables that are read behind it."""
    dead: list[int] = []
    overwritten = _Overwritten(function)
    for each in reversed(block.instructions):
        if isinstance(each, Store) and not each.volatile and not each.bit_width:
            address = each.address
            if isinstance(address, Local) and address not in live:
                dead.append(id(each))
            place = _place(function, each)
            if place is not None:
                places = overwritten.places(place[0])
                if place in places:
                    dead.append(id(each))
                places.add(place)
            if isinstance(address, Local) and each.type.size == address.type.size:
                live.discard(address)
        else:
            live.update(operand for operand in operands(each) if isinstance(operand, Local))
            if not isinstance(each, FieldAddress | IndexAddress | ScopeEnd):
                overwritten.read_by(each)
    return dead


class _Overwritten:
    """What is written further down in a block before anything reads it, by the variable that it lies in."""

    def __init__(self, function: Function) -> None:
        self._function = function
        self._own: dict[Local | Global, set[Place]] = {}
        self._shared: dict[Local | Global, set[Place]] = {}

    def places(self, variable: Local | Global) -> set[Place]:
        """Those in one variable, to be added to."""
        kept = self._shared if isinstance(variable, Global) else self._own
        return kept.setdefault(variable, set())

    def read_by(self, instruction: Instruction) -> None:
        """Leave out what an instruction may read."""
        for operand in operands(instruction):
            base = base_of(self._function, operand, members=True)
            if isinstance(base, Local):
                self._own.pop(base, None)
        if isinstance(instruction, Call | Asm | Copy) or (
            isinstance(instruction, Load) and not isinstance(instruction.address, Local)
        ):
            self._shared.clear()


def _place(function: Function, store: Store) -> Place | None:
    """Where a store goes, if that is a global or a place in a variable that nobody else sees."""
    address, offset = place_of(function, store.address)
    if isinstance(address, Global) or (isinstance(address, Local) and address not in escaping(function)):
        return address, offset, store.type.size
    return None
