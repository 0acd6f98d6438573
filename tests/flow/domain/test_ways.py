"""What happens whatever the answers to open tests are."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from bpflint.flow.domain.state import State
from bpflint.flow.domain.ways import CERTAIN, Way, is_certain


def after(*answers: int, source: Way = CERTAIN) -> Way:
    for answer in answers:
        source = Way([source], answer)
    return source


def test_what_no_test_leads_to_is_certain() -> None:
    assert is_certain([CERTAIN])
    assert not is_certain([])


def test_both_answers_are_certain_and_one_is_not() -> None:
    assert not is_certain([after(1)])
    assert is_certain([after(1), after(-1)])
    assert is_certain([after(1), after(-1, 2), after(-1, -2)])
    assert not is_certain([after(1, 2), after(-1, -2)])


def test_the_path_that_goes_on_stands_for_those_that_join_it() -> None:
    joined = Way([after(1)])
    joined.join(after(-1))
    assert is_certain([joined])
    assert not is_certain([after(1, source=joined)]), "the same test asked again is open again"


def test_a_loop_adds_nothing() -> None:
    head = Way([after(1)])
    head.join(after(2, source=head))
    assert not is_certain([head])
    assert not is_certain([after(2, source=head)])


def test_opposite_answers_are_no_way() -> None:
    assert not is_certain([after(1, -1), after(1)])


ANSWERS = st.lists(st.integers(1, 4).flatmap(lambda test: st.sampled_from([test, -test])), max_size=4)


@given(st.lists(ANSWERS, max_size=12))
def test_certain_is_what_every_assignment_takes(ways: list[list[int]]) -> None:
    def taken(values: tuple[bool, ...]) -> bool:
        return any(all(values[abs(one) - 1] == (one > 0) for one in way) for way in ways)

    assert is_certain(after(*way) for way in ways) == all(taken(each) for each in product((False, True), repeat=4))


def test_a_way_is_unlikely_once_an_answer_is_not_the_presumed_one() -> None:
    state = State()
    state.answer(0, {-1})
    assert state.way is CERTAIN
    state.answer(2, {-1, 2})
    assert (state.way.sources, state.way.answer, state.way.unlikely) == ([CERTAIN], 2, False)
    likely = state.way
    state.answer(1, {-1})
    assert state.way.unlikely
    state.answer(3, {-1, 3})
    assert state.way.unlikely, "and stays so"
    state.way.join(likely)
    assert not state.way.unlikely, "until a likely one leads here as well"
    assert is_certain([likely], {2})
    assert not is_certain([likely], {-2})
