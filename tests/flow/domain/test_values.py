"""Values, and what a signature shows of them at each precision."""

from __future__ import annotations

import pytest

from bpflint.flow.domain.signature import signature
from bpflint.flow.domain.state import Frame, State
from bpflint.flow.domain.values import (
    MAX64,
    MAX_STEPS,
    MIN64,
    ONE,
    UNKNOWN,
    ZERO,
    Argument,
    Condition,
    Distance,
    Pointer,
    Region,
    RegionKind,
    Scalar,
    Trust,
    Value,
    any_integer,
    bit_limits,
    is_null,
    limits,
    moved,
    stepped,
)
from bpflint.flow.static.liveness import cfg_of
from bpflint.source.parse import parse_unit
from bpflint.source.types import Kind, Type

X, Y = 1, 2


@pytest.mark.parametrize(
    ("ctype", "low", "high"),
    [
        (Type(Kind.INT, "s8", 1, signed=True), -128, 127),
        (Type(Kind.INT, "u8", 1), 0, 255),
        (Type(Kind.INT, "s64", 8, signed=True), -(2**63), 2**63 - 1),
        (Type(Kind.POINTER, "void *", 8, signed=True), 0, MAX64),
        (Type(Kind.INT, "u128", 16), MIN64, MAX64),
        (Type(Kind.INT, "lost", 0), MIN64, MAX64),
        (Type(Kind.UNKNOWN, "lost", 4), MIN64, MAX64),
        (None, MIN64, MAX64),
    ],
)
def test_types_have_their_limits(ctype: Type | None, low: int, high: int) -> None:
    assert limits(ctype) == (low, high)


def test_bit_fields_have_their_limits() -> None:
    signed, unsigned = Type(Kind.INT, "int", 4, signed=True), Type(Kind.INT, "unsigned", 4)
    assert (bit_limits(signed, 3), bit_limits(unsigned, 3)) == ((-4, 3), (0, 7))
    three = any_integer(3 / 8)
    assert (three.low, three.high, three.ident, three.vague) == (-4, 7, 0, True)


@pytest.mark.parametrize(
    ("value", "null"), [(ZERO, True), (ONE, False), (Scalar(0, 1), False), (Scalar(-1, 0), False), (UNKNOWN, False)]
)
def test_only_zero_is_null(value: Value, null: bool) -> None:
    assert is_null(value) is null


PLACE = Region(RegionKind.MAP_VALUE, 1)


def test_a_moved_pointer_is_the_same_but_for_its_offset() -> None:
    one = Pointer(PLACE, 4, 7, 9, Trust.RCU, 3, "s.a", 8, reread=True)
    there = moved(one, 12, "s.b")
    kept = ("region", "null", "life", "trust", "rcu_section", "base", "reread")
    assert all(getattr(there, name) == getattr(one, name) for name in kept)
    assert (there.offset, there.field, there.distance) == (12, "s.b", None)
    distance = Distance(4, ())
    assert moved(one, None, "", distance).distance is distance
    assert moved(one, 4, "", distance).distance is None


def test_steps_of_a_known_count_are_an_offset() -> None:
    there = stepped(Pointer(PLACE, 4, field="s.a"), UNKNOWN, 8, 3)
    assert (there.offset, there.field) == (28, "s.a")


def test_steps_of_an_unknown_count_are_kept() -> None:
    count, more = Scalar(0, 9, X), Scalar(0, 5, Y)
    there = stepped(stepped(stepped(Pointer(PLACE, 4), count, 8, None), more, 2, None), UNKNOWN, 16, 2)
    assert there.offset is None
    assert there.distance is not None
    assert (there.distance.fixed, there.distance.steps) == (36, ((count, 8), (more, 2)))


def test_not_every_step_can_be_kept() -> None:
    count = Scalar(0, 9, X)
    there = Pointer(PLACE, 4)
    for _ in range(MAX_STEPS):
        there = stepped(there, count, 8, None)
    assert there.distance is not None and len(there.distance.steps) == MAX_STEPS
    for lost in (
        stepped(there, count, 8, None),
        stepped(Pointer(PLACE, 4), UNKNOWN, 8, None),
        stepped(Pointer(PLACE, 4), count, 0, None),
        stepped(Pointer(PLACE, None), count, 8, 2),
    ):
        assert (lost.offset, lost.distance) == (None, None)


@pytest.fixture(scope="module")
def frame(tmp_path_factory: pytest.TempPathFactory) -> Frame:
    path = tmp_path_factory.mktemp("values") / "unit.c"
    path.write_text("int read(int value) { return value; }\n")
    function = parse_unit(str(path), ["-target", "bpf"]).functions["read"]
    return Frame(function, cfg_of(function))


def _known(bounds: tuple[int, int, bool]) -> dict[int, tuple[int, int, bool]]:
    return {X: bounds}


A, B = Pointer(PLACE), Pointer(Region(RegionKind.MAP_VALUE, 2))
ANY = Scalar(-9, 9, X)
DIFFERENCES: dict[str, tuple[list[Value], State, list[Value], State, int]] = {
    "a range": ([ANY], State(bounds=_known((-3, 3, False))), [ANY], State(bounds=_known((-4, 3, False))), 2),
    "an excluded constant": ([ANY], State(excluded={X: {5: None}}), [ANY], State(), 2),
    "which numbers are one": ([ANY, ANY], State(), [ANY, Scalar(-9, 9, Y)], State(), 1),
    "zero is excluded": ([ANY], State(bounds=_known((-9, 9, True))), [ANY], State(), 1),
    "positive": ([Scalar(1, 9, X)], State(), [Scalar(0, 9, X)], State(), 0),
    "negative": ([Scalar(-9, -1, X)], State(), [Scalar(-9, 0, X)], State(), 0),
    "a constant": ([Scalar(3, 3)], State(), [Scalar(4, 4)], State(), 0),
    "an offset": ([Pointer(PLACE, 4)], State(), [Pointer(PLACE, 8)], State(), 0),
    "which objects are one": ([A, A], State(), [A, B], State(), -1),
    "trust": ([Pointer(PLACE, trust=Trust.RCU)], State(), [Pointer(PLACE, trust=Trust.PLAIN)], State(), -1),
    "NULL": ([Pointer(PLACE, null=7)], State(nulls={7: True}), [Pointer(PLACE, null=7)], State(nulls={7: False}), -1),
    "unknown": ([Pointer(PLACE, null=7)], State(nulls={7: False}), [Pointer(PLACE, null=7)], State(), -1),
    "a condition": ([Condition("<", A, B)], State(), [Condition(">", A, B)], State(), -1),
    "an argument": ([Argument(0, A)], State(), [Argument(1, A)], State(), -1),
    "a pointer or none": ([A], State(), [UNKNOWN], State(), -1),
}


@pytest.mark.parametrize("name", DIFFERENCES)
def test_signatures_show_a_difference_from_its_precision_on(frame: Frame, name: str) -> None:
    values, state, others, other, shown_from = DIFFERENCES[name]
    for precision in range(-2, 3):
        signatures = set()
        for held, base in ((values, state), (others, other)):
            copy = State(bounds=base.bounds, excluded=base.excluded, nulls=base.nulls)
            copy.frames.append(frame.copy())
            copy.top.temps = dict(enumerate(held))
            signatures.add(signature(copy, precision))
        assert (len(signatures) == 2) is (precision >= shown_from), precision


def test_identities_are_told_apart_by_where_they_are_and_not_by_number(frame: Frame) -> None:
    signatures = set()
    for first, second in ((X, Y), (Y, X), (50, 60)):
        state = State(relations={(min(first, second), max(first, second)): (2, None)})
        state.frames.append(frame.copy())
        state.top.temps = {0: Scalar(0, 9, first), 1: Scalar(0, 9, second)}
        signatures.add(signature(state, 1))
    assert len(signatures) == 1
