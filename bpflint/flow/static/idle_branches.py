"""Branches whose ways do the same, or nothing: compilers leave out the test, and what only the test looked at."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from bpflint.flow.static.dead_stores import dead_stores
from bpflint.flow.static.per_function import per_function
from bpflint.source.control_flow import Block, Branch, Function, Jump, Return, Switch, successors
from bpflint.source.model import (
    Binary,
    Cast,
    Const,
    FieldAddress,
    Global,
    IndexAddress,
    Load,
    Local,
    ScopeEnd,
    Select,
    Store,
    Unary,
)

_IDLE = (FieldAddress, IndexAddress, Binary, Unary, Cast, ScopeEnd)
_FAR = 6
"""Blocks that a way is followed."""
_NOWHERE = -1
"""Where a function returns to."""

Step = tuple[tuple[Hashable, ...], int]
"""What was done on the way, and the block it leads to then."""


@per_function
def idle_branches(function: Function) -> frozenset[int]:
    """The blocks whose last test decides nothing."""
    return frozenset(
        index
        for index, block in enumerate(function.blocks)
        if isinstance(block.terminator, Branch | Switch) and _all_meet(function, set(successors(block)))
    )


def _all_meet(function: Function, targets: set[int]) -> bool:
    ways = [set(_steps(function, target)) for target in targets]
    return bool(set.intersection(*ways))


def _steps(function: Function, block: int) -> Iterator[Step]:
    """How far control goes from a block without a test, and what it does until then."""
    done: tuple[Hashable, ...] = ()
    yield done, block
    for _ in range(_FAR):
        terminator = function.blocks[block].terminator
        effects = _effects(function, function.blocks[block])
        if effects is None:
            return
        match terminator:
            case Jump(target=target):
                done, block = (*done, *effects), target
            case Return(value=Const(value=value)):
                done, block = (*done, *effects, ("return", value)), _NOWHERE
            case _:
                return
        yield done, block
        if block == _NOWHERE:
            return


def _effects(function: Function, block: Block) -> tuple[Hashable, ...] | None:
    """The constants that a block writes to variables; None if it does something else."""
    effects: list[Hashable] = []
    for each in block.instructions:
        match each:
            case Store() if id(each) in dead_stores(function):
                pass
            case Store(address=Local() | Global() as address, value=Const(value=value), type=ctype, volatile=False):
                effects.append((address, value, ctype.size, each.bit_width, each.bit_offset))
            case Select(result=result, operand=Const(value=value)):
                effects.append((result.index, value))
            case Load(volatile=False):
                pass
            case _ if not isinstance(each, _IDLE):
                return None
    return tuple(effects)
