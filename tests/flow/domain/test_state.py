"""What a path keeps, forgets and tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.base.span import Span
from bpflint.flow.domain import joined_paths
from bpflint.flow.domain.holdings import CriticalSection, Death, Reference, SectionKind, Slot
from bpflint.flow.domain.state import MAX_TESTED, Frame, State, Test
from bpflint.flow.domain.values import (
    CLOBBERED,
    MAX64,
    MIN64,
    READ_AGAIN,
    UNKNOWN,
    ZERO,
    Condition,
    Pointer,
    Region,
    RegionKind,
    Scalar,
    Value,
)
from bpflint.flow.static.liveness import cfg_of
from bpflint.source.parse import parse_unit
from bpflint.source.types import Kind, Type

X, QUESTION, LIFE = 1, 7, 9
TASK = Type(Kind.STRUCT, "struct task_struct", 8, name="task_struct")
PLACE = Region(RegionKind.MAP_VALUE, 20)


def span(line: int) -> Span:
    return Span("unit.c", line, 1, line, 1)


@pytest.fixture
def state(tmp_path: Path) -> State:
    path = tmp_path / "unit.c"
    path.write_text("int read(int value) { int kept = value; value = 0; return kept; }\n")
    function = parse_unit(str(path), ["-target", "bpf"]).functions["read"]
    return State([Frame(function, cfg_of(function))])


@pytest.mark.parametrize(
    ("value", "bounds", "expected", "null"),
    [
        (Scalar(-5, 9, X), None, (-5, 9), None),
        (Scalar(-5, 9, X), (-9, 3, False), (-5, 3), None),
        (Scalar(-5, 9, X), (-2, 20, True), (-2, 9), False),
        (Scalar(-5, 9), (1, 3, False), (-5, 9), None),
        (Scalar(-5, 9, X), (0, 0, False), (0, 0), True),
        (Scalar(-5, 9, X), (1, 9, False), (1, 9), False),
        (Scalar(-5, 9, X), (-5, -1, False), (-5, -1), False),
        (Condition("<", ZERO, ZERO), None, (0, 1), None),
        (UNKNOWN, None, (MIN64, MAX64), None),
    ],
)  # fmt: skip
def test_ranges_are_those_of_the_value_and_of_what_was_learnt(
    value: Value, bounds: tuple[int, int, bool] | None, expected: tuple[int, int], null: bool | None
) -> None:
    state = State(bounds={X: bounds} if bounds else {})
    assert state.range(value) == expected
    assert state.nullness(value) is null
    known = expected[0] if expected[0] == expected[1] else None
    assert state.constant(value) == (known if isinstance(value, Scalar) else None)


@pytest.mark.parametrize(
    ("null", "learnt", "expected"),
    [(0, None, False), (7, None, None), (7, True, True), (7, False, False), (-7, None, False), (-7, True, True)],
)
def test_whether_a_pointer_is_null(null: int, learnt: bool | None, expected: bool | None) -> None:
    state = State(nulls={} if learnt is None else {null: learnt})
    assert state.nullness(Pointer(PLACE, null=null)) is expected


def test_the_story_is_about_what_is_asked() -> None:
    state = State()
    for line, about in ((1, (1,)), (2, (2,)), (3, ()), (4, (1, 2)), (5, (3,))):
        state.tell(span(line), "step", *about)

    def told(*about: int, **how: bool) -> list[int]:
        return [step.span.line for step in state.steps(frozenset(about), **how)]

    assert told(1) == [1, 3, 4]
    assert told(3) == [3, 5]
    assert told() == [3]
    assert told(1, everything=True) == [4, 5]
    assert told(9, everything=True) == [1, 2, 3, 4, 5]
    assert [step.span.line for step in state.steps(frozenset({1}), 2)] == [3, 4], "the newest"


def _references() -> dict[int, Reference]:
    return {
        token: Reference("get", span(1), "it", what, "put", 0, 1, 0)
        for token, what in ((1, "reference"), (2, "record"), (3, "reference"))
    }


def test_references_are_forgotten_and_then_unsure() -> None:
    state = State(owned=_references())
    state.forget_reference(9)
    assert state.unsure == frozenset()
    state.forget_references()
    assert (set(state.owned), set(state.unsure)) == ({2}, {1, 3})
    state.forget_reference(2)
    assert (set(state.owned), set(state.unsure)) == (set(), {1, 2, 3})


def test_only_what_others_see_is_forgotten_with_them() -> None:
    kinds = [RegionKind.STACK, RegionKind.MAP_VALUE, RegionKind.ALLOC, RegionKind.KERNEL, RegionKind.GLOBAL]
    regions = [Region(kind, number) for number, kind in enumerate(kinds)]
    constant = Region(RegionKind.GLOBAL, 9, readonly=True)
    state = State()
    for region in (*regions, constant, Region(RegionKind.MAP_VALUE, 8, readonly=True)):
        state.write(region, 0, 8, Scalar(3, 3))
    state.forget_shared()
    assert list(state.memory) == [regions[0], regions[2], constant]


def test_what_a_call_may_have_written_is_not_known() -> None:
    state, stack = State(), Region(RegionKind.STACK, 1)
    for region in (stack, PLACE):
        state.write(region, 0, 8, Scalar(3, 3))
        state.zero(region, 8, 8)
        state.clobber(region)
    assert (state.read(stack, 0, 8), state.read(stack, 8, 8)) == (CLOBBERED, None)
    assert PLACE not in state.memory
    state.write(stack, 0, 8, Scalar(3, 3))
    state.slots[stack, 16] = Slot("iter", "iter_num", "active", 0, span(1), "it")
    state.clobber(stack)
    assert isinstance(state.read(stack, 0, 8), Scalar), "an iterator in it is not the call's to write"


def test_the_first_use_of_an_object_tells_its_type() -> None:
    state, nameless = State(), Region(RegionKind.KERNEL, 1)
    assert (state.type_of(nameless), state.name_of(nameless)) == (None, "")
    state.learn_type(nameless, TASK)
    state.learn_type(nameless, Type(Kind.STRUCT, "struct other", 8, name="other"))
    assert (state.type_of(nameless), state.name_of(nameless)) == (TASK, "task_struct")
    known = Region(RegionKind.KERNEL, 2, TASK, "task")
    assert (state.type_of(known), state.name_of(known)) == (TASK, "task")


def test_a_dead_object_has_a_reason() -> None:
    death = Death("released", "put", span(1))
    state = State(dead={LIFE: death, 0: death})
    assert state.death(Pointer(PLACE, life=LIFE)) is death
    assert state.death(Pointer(PLACE, life=8)) is None
    assert state.death(Pointer(PLACE)) is None


def test_sections_end_one_by_one() -> None:
    state = State()
    first, second, other = (CriticalSection(kind, span(line)) for line, kind in enumerate(
        (SectionKind.RCU, SectionKind.RCU, SectionKind.IRQ)))  # fmt: skip
    for section in (first, second, other):
        state.begin(section)
    assert state.sections(SectionKind.RCU) == (first, second)
    assert state.innermost(SectionKind.RCU) is second
    assert state.innermost(SectionKind.LOCK) is None
    state.end(None)
    state.end(second)
    assert state.critical == (first, other)


def test_a_pointer_is_held_by_what_is_still_read(state: State) -> None:
    pointer = Pointer(PLACE, life=LIFE)
    assert not state.holds(LIFE)
    state.top.temps[0] = pointer
    assert state.holds(LIFE)
    assert not state.holds(8)
    state.top.temps.clear()
    cfg = state.top.cfg
    local = next(iter(state.top.function.params))
    region = state.top.regions[local] = Region(RegionKind.STACK, 30)
    state.write(region, 0, 8, pointer)
    for index in range(len(state.top.function.blocks[0].instructions)):
        state.top.index = index
        assert state.holds(LIFE) is (local in cfg.live_at(0, index))
    state.write(PLACE, 0, 8, pointer)
    assert state.holds(LIFE)


def test_the_last_tests_are_remembered(state: State) -> None:
    for constant in [*range(MAX_TESTED + 2), 5]:
        test: Test = ("==", Scalar(0, 99, X), Scalar(constant, constant))
        state.remember(("==", X, constant), test, exposed=False)
    assert [key[2] for key in state.tested] == [2, 3, 4, 6, 7, 8, 9, 5]


def _learn(state: State) -> None:
    """Something of each kind, behind one branch."""
    state.other_way = (1, 4, True)
    state.exclude(Scalar(0, 9, X), 5)
    state.relate((X, 2), 1, exposed=False)
    state.remember(("==", X, 3), ("==", Scalar(0, 9, X), Scalar(3, 3)), exposed=False)
    state.narrow(Scalar(0, 9, X))


def _learnt(state: State) -> list[object]:
    return [state.excluded[X][5], state.relations[X, 2][1], state.tested["==", X, 3][1], state.narrowed[X]]


def test_what_was_learnt_is_dated_where_the_other_way_comes_to_the_same_place(state: State) -> None:
    _learn(state)
    assert _learnt(state) == [None] * 4
    state.calls = 3
    joined_paths.join(state, 77, lambda chain, block: (chain, block) == (1, 5))
    assert _learnt(state) == [None] * 4
    assert len(state.recent) == 4
    joined_paths.join(state, 77, lambda chain, block: (chain, block) == (1, 4))
    assert _learnt(state) == [(3, 77)] * 4
    assert not state.recent
    state.calls = 4
    joined_paths.join(state, 99)
    assert _learnt(state) == [(3, 77)] * 4, "once"


def test_a_test_among_others_is_dated_late(state: State) -> None:
    _learn(state)
    state.recent = tuple((key, (1, 4, False)) for key, _ in state.recent)
    joined_paths.join(state, 77)
    assert _learnt(state) == [(0, MAX64)] * 4


def test_paths_that_part_by_the_same_tests_have_not_joined(state: State) -> None:
    _learn(state)
    joined_paths.join(state, 77)
    later = state.fork()
    later.calls += 1
    joined_paths.part(later, (2, 6, True))
    assert _learnt(later) == [(0, 77)] * 4, "a call was made since"
    joined_paths.part(state, (2, 6, True))
    assert _learnt(state) == [None] * 4
    assert {way for _, way in state.recent} == {(2, 6, True)}
    joined_paths.join(state, 88)
    assert _learnt(state) == [(0, 88)] * 4


def test_what_is_read_again_is_dated_where_it_was_learnt(state: State) -> None:
    state.calls = 3
    for alone, date in ((True, -1), (False, MAX64 + 1)):
        state.other_way = (1, 4, alone)
        state.exclude(Scalar(0, 9, X, exposed=READ_AGAIN), 5)
        state.relate((X, 2), 1, exposed=True)
        state.remember(("==", X, 3), ("==", Scalar(0, 9, X), Scalar(3, 3)), exposed=True)
        state.narrow(Scalar(0, 9, X, exposed=READ_AGAIN))
        assert _learnt(state) == [(3, date)] * 3 + [(3, MAX64 + 1)]
        before = _learnt(state)
        joined_paths.part(state, (2, 6, True))
        assert _learnt(state) == before
    assert not state.recent


def test_what_the_loader_has_set_is_known_for_ever(state: State) -> None:
    state.exclude(Scalar(0, 9, X, fixed=True), 5)
    assert (state.excluded, state.recent) == ({X: {5: None}}, ())
