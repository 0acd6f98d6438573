"""What a path learns of pointers from its tests."""

from __future__ import annotations

import operator
from collections.abc import Callable

import pytest

from bpflint.base.span import NOWHERE
from bpflint.flow.domain.assume import assume
from bpflint.flow.domain.holdings import Reference
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import UNKNOWN, ZERO, Argument, Condition, Pointer, Region, RegionKind, Scalar, Value
from bpflint.source.types import Kind, Type

QUESTION, OTHER_QUESTION = 7, 8
PLACE = Region(RegionKind.MAP_VALUE, 1)
MAYBE = Pointer(PLACE, null=QUESTION)
HOLDS = {"==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def goes_on(state: State, value: Value, truth: bool = True) -> bool:
    return assume(state, value, truth, lambda _state, _ident, _zero: None)


def reference(null: int) -> Reference:
    return Reference("bpf_task_from_pid", NOWHERE, "task", "reference", "bpf_task_release", null, 1, 0)


@pytest.mark.parametrize("null", [True, False])
@pytest.mark.parametrize(
    "asked",
    [
        lambda null: (MAYBE, not null),
        lambda null: (Argument(0, MAYBE), not null),
        lambda null: (Condition("==", MAYBE, ZERO), null),
        lambda null: (Condition("!=", MAYBE, ZERO), not null),
        lambda null: (Condition("==", ZERO, MAYBE), null),
        lambda null: (Condition("!=", Scalar(0, 0), Argument(0, MAYBE)), not null),
        lambda null: (Condition("!=", Argument(0, MAYBE), ZERO), not null),
        lambda null: (Condition("==", Condition("==", MAYBE, ZERO), ZERO), not null),
        lambda null: (Condition("<=", MAYBE, ZERO), null),
        lambda null: (Condition("<", ZERO, MAYBE), not null),
    ],
)
def test_a_test_tells_whether_a_pointer_is_null(asked: Callable[[bool], tuple[Value, bool]], null: bool) -> None:
    state = State()
    state.owned = {1: reference(QUESTION), 2: reference(OTHER_QUESTION)}
    assert goes_on(state, *asked(null))
    assert state.nulls == {QUESTION: null}
    assert set(state.owned) == ({2} if null else {1, 2}), "a NULL pointer owns nothing"
    assert goes_on(state, *asked(null))
    assert not goes_on(state, *asked(not null))


def test_no_address_is_less_than_null() -> None:
    state = State()
    assert goes_on(state, Condition(">=", MAYBE, ZERO))
    assert not goes_on(state, Condition("<", MAYBE, ZERO))
    assert state.nulls == {}


def test_comparisons_with_other_numbers_tell_nothing() -> None:
    state = State()
    assert all(goes_on(state, Condition(op, MAYBE, other)) for op in HOLDS for other in (UNKNOWN, Scalar(5, 5)))
    assert state.nulls == {}


def test_an_address_is_not_null() -> None:
    address = Pointer(PLACE)
    assert goes_on(State(), address)
    assert not goes_on(State(), address, False)
    assert goes_on(State(), Condition("!=", address, ZERO))
    assert not goes_on(State(), Condition("==", address, ZERO))


def test_what_lies_beside_null_is_not_null() -> None:
    """`&p->member` is not NULL where p is not; of p it tells nothing."""
    member = Pointer(PLACE, 8, null=QUESTION)
    state = State()
    assert goes_on(state, member)
    assert goes_on(state, member, False)
    assert state.nulls == {}
    for null, allowed in ((False, False), (True, True)):
        state.nulls = {QUESTION: null}
        assert goes_on(state, member, False) is allowed
        assert goes_on(state, member)
    node = Pointer(PLACE, 8, null=QUESTION, base=8)
    state = State()
    assert goes_on(state, node, False)
    assert state.nulls == {QUESTION: True}


@pytest.mark.parametrize("op", HOLDS)
def test_addresses_in_one_region_compare_as_their_offsets(op: str) -> None:
    for left in (0, 8):
        for right in (0, 8):
            condition = Condition(op, Pointer(PLACE, left), Pointer(PLACE, right))
            assert goes_on(State(), condition) is HOLDS[op](left, right)
            assert goes_on(State(), condition, False) is not HOLDS[op](left, right)
    varying, elsewhere = Pointer(PLACE, None), Pointer(Region(RegionKind.MAP_VALUE, 2))
    for one, other in (
        (varying, Pointer(PLACE)),
        (Pointer(PLACE), varying),
        (Pointer(PLACE), elsewhere),
        (MAYBE, MAYBE),
    ):
        assert goes_on(State(), Condition(op, one, other))
        assert goes_on(State(), Condition(op, one, other), False)


TASK = Type(Kind.STRUCT, "struct task_struct", 8, name="task_struct")
SOCK = Type(Kind.STRUCT, "struct bpf_sock", 8, name="bpf_sock")


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (Pointer(PLACE), True),
        (Pointer(Region(RegionKind.KERNEL, 2)), True),
        (Pointer(Region(RegionKind.KERNEL, 2, SOCK)), True),
        (Pointer(Region(RegionKind.KERNEL, 2, TASK)), False),
        (Pointer(Region(RegionKind.ALLOC, 2, TASK)), False),
        (Pointer(PLACE, null=-3), False),
        (Pointer(PLACE, null=OTHER_QUESTION), False),
    ],
)
def test_what_is_equal_to_a_pointer_is_no_more_null_than_it_is(other: Pointer, told: bool) -> None:
    """Not where the kernel's own pointer may be NULL without a mark."""
    maybe = Pointer(Region(RegionKind.MAP_VALUE, 3), null=QUESTION)
    for one, two in ((maybe, other), (other, maybe)):
        state = State()
        assert goes_on(state, Condition("==", one, two))
        assert state.nulls == ({QUESTION: False} if told else {})
        state = State()
        assert goes_on(state, Condition("!=", one, two))
        assert state.nulls == {}


@pytest.mark.parametrize(("low", "high"), [(0, 9), (-9, 0), (-9, 9), (0, 0), (1, 9), (-9, -1)])
def test_a_number_is_true_unless_it_is_zero(low: int, high: int) -> None:
    for truth in (True, False):
        state, number = State(), Scalar(low, high, 1)
        left = {value for value in range(low, high + 1) if (value != 0) is truth}
        assert goes_on(state, number, truth) is bool(left)
        if left:
            assert state.range(number) == (min(left), max(left))
            assert state.nullness(number) is not truth
            assert not goes_on(state, number, not truth)
