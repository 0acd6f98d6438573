"""Where paths join and part: what a path learnt before is known to the compiler for as long as the paths are apart."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

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
        _learn(state, key, partial(_joined, here))
    state.recent, state.joined = tuple(left), (state.calls, tuple(joined))


def part(state: State, other_way: OtherWay) -> None:
    """Paths that joined a moment ago part again, by the tests that told them apart before."""
    calls, joined = state.joined
    for key in dict.fromkeys(joined) if calls == state.calls else ():
        _learn(state, key, partial(_parted, state, key, other_way))
    state.joined = (0, ())


def _learn(state: State, key: Key, when: Callable[[Join | None], Join | None]) -> None:
    """Changes where that which `key` stands for was learnt: of two values, by a test, or what a number is or is not."""
    if isinstance(key, int):
        if key in state.excluded:
            state.excluded[key] = {one: when(learnt) for one, learnt in state.excluded[key].items()}
        elif -key in state.narrowed:
            state.narrowed[-key] = when(state.narrowed[-key])
    elif len(key) == 2:
        outcomes, learnt = state.relations[key]
        state.relations[key] = outcomes, when(learnt)
    elif key in state.tested:
        test, learnt = state.tested[key]
        state.tested[key] = test, when(learnt)


def _joined(here: Join, learnt: Join | None) -> Join | None:
    return here if learnt is None else learnt


def _parted(state: State, key: Key, other_way: OtherWay, learnt: Join | None) -> Join | None:
    if learnt is None or learnt[0] != state.calls or not 0 <= learnt[1] <= MAX64:
        return learnt
    state.recent = (*state.recent, (key, other_way))
    return None
