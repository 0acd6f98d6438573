"""What a path learns from its tests: no value that C allows is lost, and what cannot be is no path."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpflint.flow.domain import joined_paths
from bpflint.flow.domain.arithmetic import compare, convert
from bpflint.flow.domain.assume import MAX_EXCLUDED, assume
from bpflint.flow.domain.state import Frame, State
from bpflint.flow.domain.values import Condition, Scalar, Value
from bpflint.flow.static.liveness import cfg_of
from bpflint.source.model import OPPOSITE
from bpflint.source.parse import parse_unit
from bpflint.source.types import Kind, Type

WORD = Type(Kind.INT, "unsigned int", 4)
X, Y = 1, 2
HOLDS = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
OPERATORS = st.sampled_from(sorted(HOLDS))


def x(low: int = -9, high: int = 9) -> Scalar:
    return Scalar(low, high, X)


def holds(state: State, op: str, left: Value, right: Value | int) -> bool:
    """Whether a path goes on where this is so."""
    other = Scalar(right, right) if isinstance(right, int) else right
    return assume(state, Condition(op, left, other), True, lambda _state, _ident, _zero: None)


@pytest.fixture
def state(tmp_path: Path) -> State:
    path = tmp_path / "unit.c"
    path.write_text("int read(int value) { return value; }\n")
    function = parse_unit(str(path), ["-target", "bpf"]).functions["read"]
    return State([Frame(function, cfg_of(function))])


@given(st.lists(st.tuples(OPERATORS, st.integers(-6, 6), st.booleans()), max_size=6))
def test_tests_with_constants_leave_what_passes_them(tests: list[tuple[str, int, bool]]) -> None:
    state, left = State(), set(range(-5, 6))
    for op, constant, truth in tests:
        left = {value for value in left if HOLDS[op](value, constant) is truth}
        goes_on = assume(state, Condition(op, x(-5, 5), Scalar(constant, constant)), truth, lambda *_: None)
        assert goes_on or not left
        if not goes_on:
            return
        low, high = state.range(x(-5, 5))
        assert all(low <= value <= high for value in left)
        if state.nullness(x(-5, 5)) is False:
            assert 0 not in left


@given(st.lists(st.tuples(OPERATORS, st.booleans()), max_size=5))
def test_tests_of_two_integers_leave_the_pairs_that_pass_them(tests: list[tuple[str, bool]]) -> None:
    state, left = State(), set(itertools.product(range(-3, 4), repeat=2))
    one, other = Scalar(-3, 3, X), Scalar(-3, 3, Y)
    for op, truth in tests:
        left = {pair for pair in left if HOLDS[op](*pair) is truth}
        goes_on = assume(state, Condition(op, one, other), truth, lambda *_: None)
        assert goes_on == bool(left)
        if not goes_on:
            return


def test_a_range_that_is_learnt_twice_may_still_hold_zero() -> None:
    state = State()
    assert holds(state, "<", x(), 5)
    assert holds(state, "<", x(), 3)
    assert state.nullness(x()) is None
    assert holds(state, "==", x(), 0)


def test_zero_that_is_ruled_out_stays_so() -> None:
    state = State()
    assert holds(state, "!=", x(), 0)
    assert holds(state, "<", x(), 5)
    assert state.nullness(x()) is False
    assert not holds(state, "==", x(), 0)


def test_constants_within_a_range_are_ruled_out_as_far_as_they_are_counted(state: State) -> None:
    wide = x(-1000, 1000)
    for constant in range(1, MAX_EXCLUDED + 2):
        assert holds(state, "!=", wide, constant)
    assert not holds(state.fork(), "==", wide, MAX_EXCLUDED)
    assert holds(state.fork(), "==", wide, MAX_EXCLUDED + 1)


@pytest.mark.parametrize(("op", "constant", "told"), [("==", 0, [(X, True)]), ("!=", 0, [(X, False)]), (">", -5, [])])
def test_who_waits_for_zero_hears_of_it(op: str, constant: int, told: list[tuple[int, bool]]) -> None:
    state = State(pending={X: ("a call",)})
    heard: list[tuple[int, bool]] = []
    condition = Condition(op, x(), Scalar(constant, constant))
    assert assume(state, condition, True, lambda _state, ident, zero: heard.append((ident, zero)))
    assert heard == told


def test_what_stood_before_a_call_is_followed_in_doubt(state: State) -> None:
    assert holds(state, "!=", x(), 5)
    joined_paths.join(state, newest=7)
    assert not holds(state.fork(), "==", x(), 5)
    state.calls += 1
    assert holds(state, "==", x(), 5)
    assert state.doubt


def test_a_branch_between_makes_it_sure(state: State) -> None:
    assert holds(state, "!=", x(), 5)
    joined_paths.join(state, newest=7)
    state.calls += 1
    state.top.parted = 8
    assert holds(state, "==", x(), 5)
    assert not state.doubt


@pytest.mark.parametrize("op", sorted(HOLDS))
@pytest.mark.parametrize(("asked", "constant"), [("==", 1), ("==", 0), ("!=", 1), ("!=", 0)])
def test_truth_values_of_truth_values_are_taken_apart(op: str, asked: str, constant: int) -> None:
    kept = (asked == "==") is (constant == 1)
    inner = Condition(op, x(), Scalar(3, 3))
    for pair in ((inner, Scalar(constant, constant)), (Scalar(constant, constant), inner)):
        found = compare(State(), asked, *pair)
        assert isinstance(found, Condition)
        assert found.op == (op if kept else OPPOSITE[op])
        assert (found.left, found.right) == (inner.left, inner.right)


@pytest.mark.parametrize(("asked", "constant", "op"), [("<", 1, ">="), (">", 0, "<"), (">=", 1, "<"), ("<=", 0, ">=")])
def test_truth_values_are_compared_like_numbers(asked: str, constant: int, op: str) -> None:
    found = compare(State(), asked, Condition("<", x(), Scalar(3, 3)), Scalar(constant, constant))
    assert isinstance(found, Condition)
    assert found.op == op


@pytest.mark.parametrize(
    ("asked", "constant", "truth"), [("==", 2, 0), (">", 1, 0), ("<", 0, 0), ("!=", 2, 1), ("<", 2, 1)]
)
def test_no_truth_value_is_more_than_one(asked: str, constant: int, truth: int) -> None:
    found = compare(State(), asked, Condition("<", x(), Scalar(3, 3)), Scalar(constant, constant))
    assert isinstance(found, Scalar)
    assert (found.constant, found.vague) == (truth, False)


def test_a_truth_value_compared_with_what_is_not_known_may_come_out_either_way() -> None:
    found = compare(State(), "==", Condition("<", x(), Scalar(3, 3)), x())
    assert isinstance(found, Scalar)
    assert (found.low, found.high, found.ident, found.vague) == (0, 1, 0, True)


def test_half_a_register_is_half_unless_the_loader_has_set_it() -> None:
    def halved(value: Scalar) -> bool:
        found = convert(State(), value, WORD, lambda _key: 3)
        assert isinstance(found, Scalar)
        return found.half

    assert halved(Scalar(-1, 1 << 40, X))
    assert not halved(Scalar(-1, 1 << 40, X, fixed=True))
