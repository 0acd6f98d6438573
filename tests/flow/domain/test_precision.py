"""How much is known of results, beyond that nothing true is ruled out: what was found out once is not lost again.

Each number is how much more than needed is let through. Less is better, and then it is lowered.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Hashable
from functools import partial

import pytest

from bpflint.flow.domain import arithmetic, known_bits
from bpflint.flow.domain.assume import assume
from bpflint.flow.domain.feasibility import can_be
from bpflint.flow.domain.known_bits import Known
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Condition, Scalar, Value, limits
from bpflint.source.types import Kind, Type

INT = Type(Kind.INT, "int", 4, signed=True)
U8 = Type(Kind.INT, "unsigned char", 1)
EXACT: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
}
OF_CONSTANTS: dict[str, Callable[[int, int], int]] = {
    "<<": operator.lshift,
    ">>": operator.rshift,
    "/": operator.floordiv,
    "%": operator.mod,
}
HOLDS: dict[str, Callable[[int, int], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
RANGES = list(itertools.combinations_with_replacement((-4, -1, 0, 1, 3, 6), 2))
COUNTS = range(1, 5)


def _all(low: int, high: int) -> range:
    return range(low, high + 1)


def _slack(value: Value, exact: set[int]) -> int:
    """How much wider a range is than needed; where nothing is known, as wide as all numbers that are tried."""
    assert isinstance(value, Scalar)
    assert value.low <= min(exact) <= max(exact) <= value.high
    return (100 if value.vague else value.high - value.low) - (max(exact) - min(exact))


@pytest.mark.parametrize(("op", "slack"), [("+", 0), ("-", 0), ("*", 0), ("&", 24105), ("|", 30353), ("^", 37362)])
def test_ranges_are_narrow(op: str, slack: int) -> None:
    found = 0
    for left, right in itertools.product(RANGES, RANGES):
        exact = {EXACT[op](a, b) for a in _all(*left) for b in _all(*right)}
        found += _slack(
            arithmetic.compute(State(), op, Scalar(*left, 1), Scalar(*right, 2), INT, lambda _key: 3), exact
        )
    assert found == slack


@pytest.mark.parametrize(("op", "slack"), [("<<", 0), (">>", 0), ("/", 0), ("%", 1)])
def test_ranges_are_narrow_where_one_side_is_constant(op: str, slack: int) -> None:
    found = 0
    for left, right in itertools.product(RANGES, COUNTS):
        if op in ("/", "%") and left[0] < 0:
            continue
        exact = {OF_CONSTANTS[op](a, right) for a in _all(*left)}
        value = arithmetic.compute(State(), op, Scalar(*left, 1), Scalar(right, right), INT, lambda _key: 3)
        found += _slack(value, exact)
    assert found == slack


@pytest.mark.parametrize("op", [*EXACT, *OF_CONSTANTS])
def test_the_same_sum_is_the_same_number(op: str) -> None:
    """Two results are one number if they are computed of the same, in either order where that is all the same."""
    numbers: dict[Hashable, int] = {}

    def ident(op: str, left: int, right: int, ctype: Type = INT) -> int:
        one, other = Scalar(1, 9, left), Scalar(1, 9, right)
        made = arithmetic.compute(
            State(), op, one, other, ctype, lambda key: numbers.setdefault(key, len(numbers) + 10)
        )
        return made.ident if isinstance(made, Scalar) else -1

    assert ident(op, 1, 2) == ident(op, 1, 2) >= 10
    assert (ident(op, 1, 2) == ident(op, 2, 1)) is (op in ("+", "*", "&", "|", "^"))
    assert ident(op, 1, 2) != ident(op, 1, 3)
    assert ident(op, 1, 2) != ident(op, 1, 2, U8)
    assert ident(op, 1, 2) != ident("+" if op != "+" else "-", 1, 2)
    assert ident(op, 0, 2) == ident(op, 1, 0) == 0


KNOWN = [
    known
    for low, high in itertools.combinations_with_replacement((0, 1, 4, 5, 7, 10, 15), 2)
    for bits, unknown in ((0, 15), (4, 11), (1, 14), (0, 7), (5, 2))
    if (known := known_bits.refined(low, high, bits, unknown)) is not None
]


SIGNED = [
    known
    for low, high in itertools.combinations_with_replacement((-9, -8, -3, -1, 0, 2, 6), 2)
    for bits, unknown in ((0, -1), (1, -2), (-8, 7), (2, -4))
    if (known := known_bits.refined(low, high, bits, unknown)) is not None
]


def _values(known: Known) -> list[int]:
    tried = range(max(known.low, -64), min(known.high, 319) + 1)
    return [value for value in tried if not (value ^ known.bits) & ~known.open]


def test_range_and_bits_are_as_narrow_as_their_values() -> None:
    for known in KNOWN:
        values = _values(known)
        assert (known.low, known.high) == (values[0], values[-1])


@pytest.mark.parametrize(
    ("op", "slack"),
    [("added", 508), ("subtracted", 483), ("multiplied", 95429), ("both", 477), ("either", 1731), ("differing", 4463)],
)
def test_bits_of_a_result_are_known(op: str, slack: int) -> None:
    assert _slack_of_bits(op, KNOWN) == slack


@pytest.mark.parametrize(
    ("op", "slack"),
    [
        ("added", 695),
        ("subtracted", 695),
        ("multiplied", 26950),
        ("both", 4745),
        ("either", 1844),
        ("differing", 14809),
    ],
)
def test_bits_of_a_result_with_a_sign_are_known(op: str, slack: int) -> None:
    assert _slack_of_bits(op, SIGNED) == slack


def _slack_of_bits(op: str, tried: list[Known]) -> int:
    exact = dict(zip(("added", "subtracted", "multiplied", "both", "either", "differing"), EXACT.values(), strict=True))
    found = 0
    for left, right in itertools.product(tried[::2], tried[1::2]):
        result = getattr(known_bits, op)(left, right)
        kept = set(_values(result))
        needed = {exact[op](a, b) for a in _values(left) for b in _values(right)}
        assert needed <= kept
        found += len(kept - needed)
    return found


@pytest.mark.parametrize("op", HOLDS)
def test_a_test_leaves_the_range_of_what_passes_it(op: str) -> None:
    for left, right in itertools.product(RANGES, RANGES):
        state, one, other = State(), Scalar(*left, 1), Scalar(*right, 2)
        pairs = [(a, b) for a in _all(*left) for b in _all(*right) if HOLDS[op](a, b)]
        assert assume(state, Condition(op, one, other), True, lambda *_: None) is bool(pairs)
        if pairs and (op != "!=" or left[0] == left[1] or right[0] == right[1]):
            assert state.range(one) == (min(a for a, _ in pairs), max(a for a, _ in pairs))
            assert state.range(other) == (min(b for _, b in pairs), max(b for _, b in pairs))


def _note(told: dict[int, bool], _state: State, ident: int, zero: bool) -> None:
    told[ident] = zero


@pytest.mark.parametrize("op", HOLDS)
def test_who_waits_hears_whether_a_number_is_zero_as_soon_as_it_is_known(op: str) -> None:
    for left, constant in itertools.product(RANGES, range(-5, 8)):
        told: dict[int, bool] = {}
        state = State(pending={1: ("a call",)})
        condition = Condition(op, Scalar(*left, 1), Scalar(constant, constant))
        goes_on = assume(state, condition, True, partial(_note, told))
        kept = {value for value in _all(*left) if HOLDS[op](value, constant)}
        if goes_on and 0 in _all(*left) and left != (0, 0) and kept != set(_all(*left)):
            assert set(told.values()) == ({True} if kept == {0} else set() if 0 in kept else {False})


@pytest.mark.parametrize(
    ("op", "missed"),
    [("+", 0), ("-", 0), ("*", 0), ("&", 0), ("|", 0), ("^", 0), ("<<", 0), (">>", 0), ("/", 0), ("%", 20)],
)
def test_what_no_value_passes_is_found(op: str, missed: int) -> None:
    """Of all pairs of tests `x op 3 ? a` and `x ? b`, how many that contradict each other are not seen."""
    compute = (EXACT | OF_CONSTANTS)[op]
    found = 0
    for by, first, second in itertools.product((2, 3), HOLDS, HOLDS):
        state = State()
        x = Scalar(0, 15, 1)
        made = arithmetic.compute(state, op, x, Scalar(by, by), INT, lambda _key: 3)
        assert isinstance(made, Scalar)
        for a, b in itertools.product((0, 1, 4, 9, 14, 30), (0, 2, 5, 15)):
            possible = any(HOLDS[first](compute(v, by), a) and HOLDS[second](v, b) for v in range(16))
            tests = [(first, made, Scalar(a, a)), (second, x, Scalar(b, b))]
            told = can_be(state, tests, lambda _state, _value: False)
            assert told or not possible
            found += told and not possible
    assert found == missed


TYPES = [Type(Kind.INT, "u8", 1), Type(Kind.INT, "s8", 1, signed=True), INT, Type(Kind.INT, "u32", 4)]


@pytest.mark.parametrize("ctype", TYPES, ids=lambda ctype: str(ctype.name))
def test_a_conversion_keeps_what_fits(ctype: Type) -> None:
    low, high = limits(ctype)
    for left in itertools.combinations_with_replacement((-200, -129, -128, -3, 0, 5, 127, 128, 255, 256, 300), 2):
        value = arithmetic.convert(State(), Scalar(*left, 1), ctype, lambda _key: 3)
        assert isinstance(value, Scalar)
        if low <= left[0] and left[1] <= high:
            assert (value.low, value.high) == left
        elif left[0] == left[1]:
            assert value.constant == arithmetic.wrap(left[0], ctype)
        else:
            assert (value.low, value.high) == (low, high)


@pytest.mark.parametrize(("low", "high", "slack"), [(0, 15, 0), (-8, 7, 95), (-128, 127, 0)])
def test_the_bits_that_a_type_keeps_are_known(low: int, high: int, slack: int) -> None:
    found = 0
    for known in KNOWN:
        kept = set(_values(known_bits.wrapped(known, low, high)))
        needed = {(value - low) % (high - low + 1) + low for value in _values(known)}
        assert needed <= kept
        found += len(kept - needed)
    assert found == slack


@pytest.mark.parametrize(("op", "slack"), [("divided", 109), ("remainder", 450)])
def test_quotients_and_remainders_are_known(op: str, slack: int) -> None:
    exact: Callable[[int, int], int] = operator.floordiv if op == "divided" else operator.mod
    found = 0
    for known, by in itertools.product(KNOWN, (1, 2, 3, 4, 7)):
        kept = set(_values(getattr(known_bits, op)(known, by)))
        needed = {exact(value, by) for value in _values(known)}
        assert needed <= kept
        found += len(kept - needed)
    assert found == slack
