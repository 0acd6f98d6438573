"""What maps of each type may look like."""

from __future__ import annotations

import pytest

from bpflint.kernel import load_facts
from bpflint.kernel.map_forms import EXCLUSIVE, FLAGS, Sizes, flag_names


def test_every_listed_type_and_flag_is_known() -> None:
    store = load_facts().store
    assert len(store.map_forms) == len(store.compiled["map_forms"])
    for form in store.map_forms.values():
        assert form.needs <= form.flags <= set(FLAGS), form.name
    assert {name for pair in EXCLUSIVE for name in pair} <= set(FLAGS)


def test_flags_have_the_bits_of_the_releases_that_brought_them() -> None:
    for name, value, _ in load_facts().store.load_limits.map_flags:
        assert flag_names(value) == ([name.removeprefix("BPF_F_")], 0)


def test_bits_of_no_flag_are_left() -> None:
    assert flag_names(1 | 1 << 30) == (["NO_PREALLOC"], 1 << 30)


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("lpm_trie", {4: False, 5: True, 260: True, 261: False}, {1: True}),
        ("stack_trace", {4: True}, {8: True, 12: False}),
    ],
)
def test_sizes(name: str, key: dict[int, bool], value: dict[int, bool]) -> None:
    form = next(each for each in load_facts().store.map_forms.values() if each.name == name)
    assert {size: form.key.takes(size) for size in key} == key
    assert {size: form.value.takes(size) for size in value} == value


def test_nothing_has_no_size() -> None:
    assert not Sizes(most=0).takes(1)
