"""The last round of a loop that counts, walked as soon as a path comes to the loop.

The walk spreads the counters of long loops over all values left, and does not trust what it sees then. But a loop that
one test of its counter alone ends surely comes to its last round, and in that to each block that no way round the loop
leaves out. An access there at an offset that only the counter decides is made, and the verifier follows it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import Frame, State
from bpflint.flow.domain.values import UNKNOWN, Scalar
from bpflint.flow.static.dead_stores import escaping
from bpflint.flow.static.liveness import cfg_of
from bpflint.flow.static.loop_writes import written_in
from bpflint.flow.static.loops import Loop
from bpflint.flow.static.per_function import per_function
from bpflint.source.control_flow import Branch, Function, successors
from bpflint.source.model import Asm, Call, Local, Store

_CASES: Final = (Case.ACCESS_BEYOND_END, Case.PACKET_COMPARED_WITH_LESS, Case.PACKET_BEGINS_LATER)
"""What is told of that round: all else it does as the rounds before."""


_LATE_CASES: Final = (Case.INDEX_UNBOUNDED, Case.INDEX_TOO_LARGE)
"""What is told of a later round of a loop that an iterator drives."""


def last_round(state: State, loop: Loop, rounds: int) -> State | None:
    """The path in the last round of a loop that it comes to; None for a loop of up to `rounds`, or another kind."""
    function = state.top.function
    if len(loop.counters) != 1 or state.doubt or state.widened or not may_tell(state):
        return None
    if loop.head not in _steady_blocks(function):
        return None
    ((counter, counting),) = loop.counters.items()
    region = state.top.regions.get(counter)
    value = state.read(region, 0, counter.type.size) if region is not None else None
    now = state.constant(value) if value is not None else None
    if region is None or now is None:
        return None
    last = counting.last(now) - counting.step
    if abs(last - now) <= rounds * abs(counting.step):
        return None
    other = state.fork()
    _forget_written(other, other.top, loop)
    other.write(region, 0, counter.type.size, Scalar(last, last))
    other.last_round = len(other.frames), loop.head
    return other


def late_round(state: State, loop: Loop, identity: Callable[[], int]) -> State | None:
    """The path in some later round of a loop that an iterator drives, once it went round; None for another loop.

    What climbs there may then be any number, as long as each round surely adds to it.
    """
    top = state.top
    if not loop.climbing or state.doubt or state.widened or state.last_round is not None:
        return None
    climbing = _climbing(top.function).get(loop.head, frozenset()) & loop.climbing
    other = state.fork()
    _forget_written(other, other.top, loop)
    for local in climbing:
        region = top.regions.get(local)
        now = state.constant(state.read(region, 0, local.type.size) or UNKNOWN) if region is not None else None
        if region is None or now is None or now < 0:
            return None
        most = (1 << (8 * local.type.size - 1)) - 1
        other.write(region, 0, local.type.size, Scalar(now, most, identity()))
    other.last_round = len(other.frames), loop.head
    return other if climbing else None


def may_tell(state: State, case: Case | None = None) -> bool:
    """False for what a path does in a last round and does not surely do there."""
    if state.last_round is None:
        return True
    depth, head = state.last_round
    if len(state.frames) != depth:
        return False
    if state.top.cfg.heads[head].climbing:
        return case is None or case in _LATE_CASES
    if case is not None and case not in _CASES:
        return False
    return state.top.block in _steady_blocks(state.top.function).get(head, ())


def is_over(state: State, target: int) -> bool:
    """True for a path in a last round that goes on to another round, or leaves the loop."""
    if state.last_round is None or len(state.frames) != state.last_round[0]:
        return False
    head = state.last_round[1]
    return target == head or target not in state.top.cfg.heads[head].body


@per_function
def _climbing(function: Function) -> dict[int, frozenset[Local]]:
    """The locals that each round adds to, by the head of the loop."""
    found: dict[int, frozenset[Local]] = {}
    for head, loop in cfg_of(function).heads.items():
        if loop.climbing:
            steady = [function.blocks[block] for block in loop.body if _is_steady(function, loop, block)]
            stores = [each for block in steady for each in block.instructions if isinstance(each, Store)]
            found[head] = frozenset(each.address for each in stores if isinstance(each.address, Local))
    return found


@per_function
def _steady_blocks(function: Function) -> dict[int, frozenset[int]]:
    """The blocks that each round comes to, by the head of the loop, for loops that nothing but one test ends."""
    return {
        head: frozenset(block for block in loop.body if _is_steady(function, loop, block))
        for head, loop in cfg_of(function).heads.items()
        if len(loop.counters) == 1 and _ends_by_counter(function, loop)
    }


def _ends_by_counter(function: Function, loop: Loop) -> bool:
    """True if there is one way out. That it is the counter's test is what makes the counter one."""
    return len(loop.exits) == 1 and all(
        isinstance(function.blocks[index].terminator, Branch) for index, _ in loop.exits
    )


def _is_steady(function: Function, loop: Loop, block: int) -> bool:
    """True if no way leads round the loop that does not pass `block`."""
    work, seen = [loop.head] if block != loop.head else [], {block}
    while work:
        index = work.pop()
        if index in seen:
            continue
        seen.add(index)
        for target in successors(function.blocks[index]):
            if target == loop.head:
                return False
            if target in loop.body:
                work.append(target)
    return True


def _forget_written(state: State, frame: Frame, loop: Loop) -> None:
    """What the rounds before wrote is not known."""
    function = frame.function
    owners = written_in(function, loop)
    calls = any(isinstance(each, Call | Asm) for index in loop.body for each in function.blocks[index].instructions)
    if calls or None in owners:
        state.forget_shared()
        owners |= escaping(function)
    for owner in owners:
        region = frame.regions.get(owner) if owner is not None else None
        if region is not None:
            state.clobber(region)
