"""Answers to open tests: under which number each is known, and what is taken for granted of it."""

from __future__ import annotations

from bpflint.flow.domain import open_tests
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Value
from bpflint.flow.machine.context import Machine


def test_of(engine: Machine, value: Value) -> int:
    """The number of the test whether a value is true; negative for its opposite."""
    key, truth = open_tests.key_of(value)
    number = engine.identity() if key is None else engine.number(("test", key))
    answer = number if truth else -number
    presumed = open_tests.outcome(value, engine.initial)
    if presumed is not None:
        engine.log.presumed.add(answer if presumed else -answer)
    return answer


def answer(engine: Machine, state: State, test: int, truth: bool) -> None:
    """A path is taken only if an open test (0: none) comes out like this."""
    state.answer(test if truth else -test, engine.log.presumed)
