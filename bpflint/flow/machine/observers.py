"""How protocols over objects (wq, timer, task_work ...) listen to the walk.

An observer keeps its own states in `state.objects`, which is forked with the path; keys and values must be hashable and
print the same for the same meaning. To learn whether a call succeeded it asks with `when_settled`.
"""

from __future__ import annotations

from typing import Protocol

from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Scalar, Value
from bpflint.flow.machine.context import Machine
from bpflint.source.model import Call


class Observer(Protocol):
    """Told of calls as the walk passes them."""

    def called(
        self, engine: Machine, state: State, call: Call, name: str, args: tuple[Value, ...], result: Value
    ) -> None:
        """A kfunc or helper `name` was called with `args`; `result` is what it gave."""

    def settled(self, state: State, data: object, zero: bool) -> None:
        """The result that `data` was left for (see `when_settled`) turned out to be zero, or not."""


def when_settled(state: State, observer: Observer, result: Value, data: object) -> bool:
    """Has `observer.settled` called once the path decides whether `result` is zero. False where it never will."""
    if not isinstance(result, Scalar) or not result.ident:
        return False
    waiting = state.pending.get(result.ident, ())
    state.pending[result.ident] = (*waiting, (observer, data))
    return True
