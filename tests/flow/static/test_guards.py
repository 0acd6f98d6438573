"""The blocks that a kernel can reach, and how many steps it takes to find them."""

from __future__ import annotations

import pytest
from source_lowering import lower, parse

from bpflint.flow.static.guards import Guards
from bpflint.flow.static.kernel_queries import KernelQueries, QueryCache


def _guards(code: str) -> Guards:
    return Guards(parse(code), KernelQueries(lambda _question: None, QueryCache()))


def test_what_comes_after_a_loop_that_seems_endless_at_first_is_reached() -> None:
    code = "int f(void) { int n = 0; for (int i = 0; i < 4; i++) n += i; for (int k = 9; k > 0; k--) n++; return n; }"
    function = lower(code)
    assert _guards(code).blocks(function) == frozenset(range(len(function.blocks)))


def test_a_test_of_what_is_stored_once_is_decided() -> None:
    code = "void use(void); int f(int a) { int on = 0; if (on) use(); if (a) use(); return on; }"
    function = lower(code)
    assert len(_guards(code).blocks(function)) == len(function.blocks) - 1


def test_twice_the_loops_take_twice_the_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = 0
    decide = Guards._successors

    def counted(*arguments: object) -> tuple[int, ...]:
        nonlocal taken
        taken += 1
        return decide(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Guards, "_successors", counted)
    steps = []
    for count in (50, 100):
        loops = " ".join(f"for (int i{n} = 0; i{n} < 9; i{n}++) x += i{n};" for n in range(count))
        code = f"int f(int a) {{ int x = a; {loops} return x; }}"
        taken = 0
        _guards(code).blocks(lower(code))
        steps.append(taken)
    assert 0 < steps[1] < 2.2 * steps[0]
