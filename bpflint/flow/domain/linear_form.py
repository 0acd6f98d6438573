"""Offsets that vary as sums: a constant, and unknown numbers so many times. Equal sums are equal however written."""

from __future__ import annotations

from collections import Counter
from typing import Final, NamedTuple

from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Distance, Scalar, Value, limits

_MAX_DEPTH: Final = 8
"""Computations of computations that are followed."""


class LinearForm(NamedTuple):
    """`fixed`, and each number, by its identity, so many times."""

    fixed: int
    terms: frozenset[tuple[int, int]]


def linear_form(state: State, distance: Distance) -> LinearForm | None:
    """The sum that an offset is; None where a number has no identity, so that nobody knows which it equals."""
    sums: Counter[int] = Counter()
    fixed = distance.fixed
    for number, size in distance.steps:
        constant = _add(state, number, size, sums, _MAX_DEPTH)
        if constant is None:
            return None
        fixed += constant
    return LinearForm(fixed, frozenset((ident, times) for ident, times in sums.items() if times))


def origins(state: State, distance: Distance) -> frozenset[int]:
    """The identities of the unknown numbers that an offset is computed of in the end; 0 for what is not followed."""
    found: set[int] = set()
    for number, _ in distance.steps:
        _gather(state, number, found, _MAX_DEPTH)
    return frozenset(found)


def _gather(state: State, value: Value, found: set[int], depth: int) -> None:
    if state.constant(value) is not None:
        return
    if not isinstance(value, Scalar) or not depth:
        found.add(0)
    elif value.made_of is None:
        found.add(value.ident)
    else:
        for each in (value.made_of.left, value.made_of.right):
            _gather(state, each, found, depth - 1)


def _add(state: State, value: Value, times: int, sums: Counter[int], depth: int) -> int | None:
    """Adds a number so many times to the sums; returns what is constant of it, None where it has no identity."""
    constant = state.constant(value)
    if constant is not None:
        return constant * times
    if not isinstance(value, Scalar) or not value.ident:
        return None
    made = value.made_of
    if made is not None and depth and _is_exact(state, value):
        left, right = state.constant(made.left), state.constant(made.right)
        parts: list[tuple[Value, int]] = []
        if made.op in ("+", "-"):
            parts = [(made.left, times), (made.right, times if made.op == "+" else -times)]
        elif made.op == "*" and right is not None:
            parts = [(made.left, times * right)]
        elif made.op == "*" and left is not None:
            parts = [(made.right, times * left)]
        elif made.op == "<<" and right is not None:
            parts = [(made.left, times << right)]
        if parts:
            found = [_add(state, each, count, sums, depth - 1) for each, count in parts]
            return None if None in found else sum(each for each in found if each is not None)
    sums[value.ident] += times
    return 0


def _is_exact(state: State, value: Scalar) -> bool:
    """True if nothing wraps around where the number is computed."""
    made = value.made_of
    assert made is not None
    (a, b), (c, d) = state.range(made.left), state.range(made.right)
    match made.op:
        case "+":
            ends = [a + c, b + d]
        case "-":
            ends = [a - d, b - c]
        case "*":
            ends = [a * c, a * d, b * c, b * d]
        case "<<" if c == d and 0 <= c < 8 * made.type.size:
            ends = [a << c, b << c]
        case _:
            return False
    low, high = limits(made.type)
    return low <= min(ends) and max(ends) <= high
