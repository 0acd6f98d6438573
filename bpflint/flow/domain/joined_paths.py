"""Where paths join and part: what a path learnt before is known to the compiler for as long as the paths are apart."""

from __future__ import annotations

from collections.abc import Callable

from bpflint.flow.domain.state import Join, Key, Learnt, OtherWay, State
from bpflint.flow.domain.values import MAX64


def join(state: State, newest: int, joins: Callable[[int, int], bool] = lambda _chain, _block: True) -> None:
    """The path comes to where others join it: from here on the compiler would have to copy what follows.

    `joins` tells whether the way that was not taken comes here as well; if not, the compiler still knows. `newest`
    is the newest identity.
    """
    left: list[Learnt] = []
    joined = list(state.joined[1]) if state.joined[0] == state.calls else []
    for key, other_way in state.recent:
        chain, block, alone = other_way
        here = state.calls, newest if alone else MAX64
        if not joins(chain, block):
            left.append((key, other_way))
            continue
        joined.append(key)
        if not isinstance(key, int):
            if len(key) == 2:
                state.relations[key] = (state.relations[key][0], here)
            elif key in state.tested:
                state.tested[key] = (state.tested[key][0], here)
        elif key < 0:
            state.narrowed[-key] = here
        else:
            known = state.excluded[key]
            state.excluded[key] = {one: here if learnt is None else learnt for one, learnt in known.items()}
    state.recent, state.joined = tuple(left), (state.calls, tuple(joined))


def part(state: State, other_way: OtherWay) -> None:
    """Paths that joined a moment ago part again, by the tests that told them apart before."""
    calls, joined = state.joined
    for key in dict.fromkeys(joined) if calls == state.calls else ():
        if not isinstance(key, int):
            if len(key) == 2:
                known, learnt = state.relations[key]
                state.relations[key] = (known, _parted(state, key, learnt, other_way))
            elif key in state.tested:
                test, learnt = state.tested[key]
                state.tested[key] = (test, _parted(state, key, learnt, other_way))
        elif key < 0:
            if -key in state.narrowed:
                state.narrowed[-key] = _parted(state, key, state.narrowed[-key], other_way)
        elif key in state.excluded:
            constants = state.excluded[key]
            state.excluded[key] = {one: _parted(state, key, learnt, other_way) for one, learnt in constants.items()}
    state.joined = (0, ())


def _parted(state: State, key: Key, learnt: Join | None, other_way: OtherWay) -> Join | None:
    if learnt is None or learnt[0] != state.calls or not 0 <= learnt[1] <= MAX64:
        return learnt
    state.recent = (*state.recent, (key, other_way))
    return None
