"""Where calls stand that a program reaches."""

from __future__ import annotations

import pytest

from bpflint.flow.static.reach import ASYNC_CALLBACKS
from bpflint.kernel import load_facts


@pytest.mark.parametrize("name", sorted(ASYNC_CALLBACKS))
def test_only_callbacks_of_timers_may_not_sleep(name: str) -> None:
    facts = load_facts()
    assert name in facts.kfuncs or name == "bpf_timer_set_callback"
    assert ASYNC_CALLBACKS[name] is (name != "bpf_timer_set_callback")
