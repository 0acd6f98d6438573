"""In which states an object can be after a call that may have failed, as the path knows its result."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import UNKNOWN, Pointer, Region, RegionKind, Scalar, Value
from bpflint.flow.walk.protocols import _after, _equal, _succeeded
from bpflint.kernel.protocol import Transition, When

X, QUESTION = 1, 7
PLACE = Region(RegionKind.MAP_VALUE, 1)
ANY = Scalar(-4095, 4095, X)


class Attempt:
    """What of an attempt is asked here."""

    def __init__(self, when: When, result: Value, zero: bool | None = None) -> None:
        self.transition = Transition("call", 0, frozenset({"a"}), when=when)
        self.result = result
        self.zero = zero


@pytest.mark.parametrize(
    ("when", "result", "zero", "expected"),
    [
        (When.ALWAYS, ANY, None, True),
        (When.RETURNS_ZERO, ANY, None, None),
        (When.RETURNS_ZERO, ANY, True, True),
        (When.RETURNS_ZERO, ANY, False, False),
        (When.RETURNS_ZERO, Scalar(0, 0), None, True),
        (When.RETURNS_ZERO, Scalar(-9, -1), None, False),
        (When.RETURNS_NON_NULL, Pointer(PLACE, null=QUESTION), None, None),
        (When.RETURNS_NON_NULL, Pointer(PLACE), None, True),
        (When.RETURNS_NON_NULL, Scalar(0, 0), None, False),
        (When.RETURNS_NON_NULL, ANY, True, False),
        (When.RETURNS_NON_NULL, ANY, False, True),
        (When.RETURNS_NON_NEGATIVE, ANY, None, None),
        (When.RETURNS_NON_NEGATIVE, Scalar(0, 9), None, True),
        (When.RETURNS_NON_NEGATIVE, Scalar(-9, 0), None, None),
        (When.RETURNS_NON_NEGATIVE, Scalar(-9, -1), None, False),
    ],
)
def test_whether_a_call_took_its_effect(when: When, result: Value, zero: bool | None, expected: bool | None) -> None:
    assert _succeeded(State(), Attempt(when, result, zero)) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        (Scalar(3, 3), Scalar(3, 3), True),
        (Scalar(3, 3), Scalar(4, 4), False),
        (Scalar(3, 3), ANY, False),
        (ANY, Scalar(3, 3), False),
        (ANY, Scalar(0, 9, X), True),
        (ANY, Scalar(-4095, 4095, 2), False),
        (Scalar(0, 9), Scalar(0, 9), False),
        (UNKNOWN, UNKNOWN, True),
        (Pointer(PLACE), Pointer(PLACE), False),
    ],
)
def test_keys_are_equal_where_that_is_known(left: Value, right: Value, equal: bool) -> None:
    assert _equal(State(), left, right) is equal


EINVAL, ENOMEM = Scalar(-22, -22), Scalar(-12, -12)


@pytest.mark.parametrize(
    ("before", "result", "after"),
    [
        ("a", ANY, "ab"), ("a", Scalar(0, 0), "b"), ("a", Scalar(-9, -1), "a"), ("a", ENOMEM, "a"),
        ("a", EINVAL, ""), ("a", Scalar(-22, -21), "a"),
        ("d", ANY, "d"), ("d", Scalar(0, 0), ""), ("d", EINVAL, "d"), ("d", ENOMEM, ""), ("d", Scalar(-22, 9), "d"),
        ("d", Scalar(-30, -22), "d"), ("d", Scalar(-30, -23), ""), ("ad", ANY, "abd"), ("", ANY, ""),
    ],
)  # fmt: skip
def test_the_states_after_a_call_that_returns_zero_or_an_error(before: str, result: Value, after: str) -> None:
    """In a it leads to b; in d it returns EINVAL; another error leaves the object as it was."""
    transition = Transition("call", 0, frozenset("a"), "b", When.RETURNS_ZERO, errors={"d": "EINVAL"})
    protocol: Any = SimpleNamespace(states=("a", "b", "c", "d"), transient=frozenset())
    attempt: Any = SimpleNamespace(transition=transition, result=result, zero=None)
    assert _after(State(), protocol, attempt, frozenset(before)) == frozenset(after)


@pytest.mark.parametrize(("to", "otherwise", "after"), [("b", "c", "bc"), (None, "c", "ac"), ("b", None, "ab")])
def test_a_call_leads_where_its_transition_says(to: str | None, otherwise: str | None, after: str) -> None:
    transition = Transition("call", 0, frozenset("a"), to, When.RETURNS_ZERO, otherwise)
    attempt: Any = SimpleNamespace(transition=transition, result=ANY, zero=None)
    protocol: Any = SimpleNamespace(states=("a", "b", "c"), transient=frozenset())
    assert _after(State(), protocol, attempt, frozenset("a")) == frozenset(after)
    protocol.transient = frozenset(after[-1])
    assert _after(State(), protocol, attempt, frozenset("a")) == frozenset("abc"), "a state that ends by itself"
