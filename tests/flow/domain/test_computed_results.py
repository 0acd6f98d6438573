"""What a result keeps besides its range: what it is called, what it is made of, and how sure it is."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import pytest

from bpflint.flow.domain.arithmetic import (
    SWAPPED,
    compute,
    computed,
    convert,
    negate,
    swapped,
    with_bytes_swapped,
    wrap,
)
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import (
    COMPUTED_AGAIN,
    MAX64,
    MIN64,
    READ_AGAIN,
    UNKNOWN,
    Condition,
    Pointer,
    Region,
    RegionKind,
    Scalar,
    Value,
)
from bpflint.source.types import Kind, Type

S8 = Type(Kind.INT, "signed char", 1, signed=True)
U8 = Type(Kind.INT, "unsigned char", 1)
INT = Type(Kind.INT, "int", 4, signed=True)
UINT = Type(Kind.INT, "unsigned int", 4)
LONG = Type(Kind.INT, "long", 8, signed=True)
ULONG = Type(Kind.INT, "unsigned long", 8)
LOST = Type(Kind.UNKNOWN, "struct lost", 0)
POINTED = Pointer(Region(RegionKind.STACK, 1))
LEFT, RIGHT, MADE = 1, 2, 9


def number(_key: Hashable) -> int:
    return MADE


def scalar(value: Value) -> Scalar:
    assert isinstance(value, Scalar)
    return value


def added(left: Value, right: Value, op: str = "+", ctype: Type = INT) -> Scalar:
    return scalar(compute(State(), op, left, right, ctype, number))


def tells_nothing(value: Value, low: int, high: int) -> bool:
    """True for any integer of a type, with nothing to tell it by, and no claim on what the verifier knows."""
    one = scalar(value)
    return (one.low, one.high, one.ident, one.vague) == (low, high, 0, True)


def test_a_truth_value_stays_one_when_it_is_converted() -> None:
    truth = Condition("<", Scalar(0, 9, LEFT), Scalar(5, 5))
    assert convert(State(), truth, U8, number) is truth


def test_nothing_is_known_of_a_pointer_as_an_integer() -> None:
    assert tells_nothing(convert(State(), POINTED, U8, number), 0, 255)
    assert tells_nothing(compute(State(), "-", POINTED, POINTED, LONG, number), -(2**63), 2**63 - 1)
    assert compute(State(), "&", POINTED, Scalar(7, 7), LONG, number) is UNKNOWN
    assert compute(State(), "+", Scalar(7, 7), POINTED, LONG, number) is UNKNOWN
    assert tells_nothing(negate(State(), "~", POINTED, U8, number), 0, 255)
    assert tells_nothing(swapped("__builtin_bswap16", POINTED, U8, number), 0, 255)


def test_a_number_without_identity_gives_none() -> None:
    nameless = Scalar(0, 999)
    assert scalar(convert(State(), nameless, U8, number)).ident == 0
    assert added(nameless, Scalar(0, 9, RIGHT)).ident == 0
    assert tells_nothing(negate(State(), "-", nameless, U8, number), 0, 255)
    assert tells_nothing(swapped("__builtin_bswap16", nameless, U8, number), 0, 255)


@pytest.mark.parametrize("vague", [False, True])
def test_a_result_is_as_vague_as_its_operands(vague: bool) -> None:
    sure, doubtful = Scalar(0, 9, LEFT), Scalar(0, 9, RIGHT, vague=vague)
    assert added(sure, doubtful).vague is added(doubtful, sure).vague is vague
    assert scalar(convert(State(), Scalar(0, 999, LEFT, vague=vague), U8, number)).vague is vague
    truth = Condition("<", doubtful, Scalar(5, 5))
    assert added(truth, Scalar(3, 3)).vague is vague


@pytest.mark.parametrize(
    ("op", "left", "ctype", "vague"),
    [
        ("+", (0, MAX64), ULONG, False), ("-", (0, 9), UINT, False), ("*", (0, 2**31), UINT, True),
        ("+", (0, 2**31 - 1), INT, True), ("+", (-9, 2**31 - 1), INT, False), ("-", (-(2**31), 0), INT, False),
    ],
)  # fmt: skip
def test_who_knows_of_an_overflow(op: str, left: tuple[int, int], ctype: Type, vague: bool) -> None:
    """The verifier knows no more than C of what wraps, but of what compilers take to be impossible."""
    assert added(Scalar(*left, LEFT), Scalar(0, 10, RIGHT), op, ctype).vague is vague


def test_a_result_knows_what_it_is_made_of() -> None:
    left, right = Scalar(0, 9, LEFT), Scalar(0, 9, RIGHT)
    made = added(left, right).made_of
    assert made is not None
    assert (made.op, made.left, made.right, made.type) == ("+", left, right, INT)
    assert made.idents == {LEFT, RIGHT}
    assert made.numbers == (left, right)
    more = added(added(left, right), Scalar(0, 9, 3)).made_of
    assert more is not None and more.idents == {LEFT, RIGHT, 3, MADE}
    cast = scalar(convert(State(), Scalar(0, 999, LEFT), U8, number)).made_of
    assert cast is not None and (cast.op, len(cast.numbers)) == ("", 1)
    assert cast.idents == {LEFT}


@pytest.mark.parametrize(("numbers", "followed"), [(15, True), (16, False)])
def test_what_is_made_of_many_numbers_is_not_followed(numbers: int, followed: bool) -> None:
    total: Value = Scalar(0, 1, 1)
    for ident in range(2, numbers + 1):
        total = compute(State(), "+", total, Scalar(0, 1, ident), ULONG, lambda _key: 50)
    made = scalar(total).made_of
    assert made is not None and bool(made.numbers) is followed


@pytest.mark.parametrize(
    ("op", "again"), [("+", READ_AGAIN), ("-", READ_AGAIN), ("*", COMPUTED_AGAIN), ("&", COMPUTED_AGAIN)]
)
def test_what_is_computed_of_memory_that_is_read_again_is_computed_again(op: str, again: int) -> None:
    read, other = Scalar(0, 9, LEFT, exposed=READ_AGAIN), Scalar(0, 9, RIGHT)
    for pair in ((read, other), (other, read)):
        result = added(*pair, op)
        assert (result.exposed, result.half) == (again, True)
    unread = added(other, other, op)
    assert (unread.exposed, unread.half) == (0, False)


def test_only_half_a_register_is_cut_out() -> None:
    wide = Scalar(-1, 2**40, LEFT, exposed=READ_AGAIN)
    assert [scalar(convert(State(), wide, ctype, number)).half for ctype in (U8, UINT, INT)] == [False, True, True]
    assert scalar(convert(State(), wide, UINT, number)).exposed == READ_AGAIN
    fixed = scalar(convert(State(), Scalar(-1, 2**40, LEFT, fixed=True), UINT, number))
    assert (fixed.half, fixed.fixed) == (False, True)


def test_a_truth_value_is_computed_with_as_a_number() -> None:
    keys: list[Hashable] = []
    truth = Condition("<", Scalar(0, 9, LEFT), Scalar(5, 5))

    def noted(key: Hashable) -> int:
        keys.append(key)
        return MADE

    result = scalar(compute(State(), "+", truth, Scalar(3, 3), INT, noted))
    assert (result.low, result.high, result.vague) == (3, 4, False)
    assert keys[0] == ("truth", "<", ("#", LEFT), ("=", 5))
    assert result.made_of is not None and result.made_of.idents == {MADE, LEFT}
    nameless = scalar(compute(State(), "+", Condition("<", POINTED, Scalar(5, 5)), Scalar(3, 3), INT, number))
    assert (nameless.low, nameless.high, nameless.ident, nameless.vague) == (3, 4, 0, True)


def test_what_was_computed_before_is_kept_where_it_cannot_be() -> None:
    """`x & 3` was found to be 1 or more; then x is found to be 4."""
    state = State()
    x, three = Scalar(0, 9, LEFT), Scalar(3, 3)
    compute(state, "&", x, three, INT, number)
    state.bounds[MADE] = (1, 3, False)
    state.bounds[LEFT] = (4, 4, False)
    kept = scalar(compute(state, "&", x, three, INT, number))
    assert (kept.low, kept.high, kept.ident) == (1, 3, MADE)
    for low, high in ((0, 3), (-3, 0)):
        state.bounds[MADE] = (low, high, False)
        assert scalar(compute(state, "&", x, three, INT, number)).constant == 0
    state.bounds[MADE] = (1, 3, False)
    for other in (Scalar(0, 9, LEFT, exposed=READ_AGAIN), Scalar(4, 4, LEFT)):
        assert scalar(compute(state, "&", other, three, INT, number)).constant == 0


@pytest.mark.parametrize(
    ("op", "left", "right", "ctype", "result"),
    [
        ("+", 2**31 - 1, 1, INT, None), ("+", 2**32 - 1, 1, UINT, 0), ("+", 3, 4, INT, 7), ("-", 0, 1, ULONG, MAX64),
        ("<<", 1, 31, UINT, 2**31), ("<<", 1, 32, UINT, None), ("<<", 1, -1, UINT, None), ("<<", 3, 0, INT, 3),
        (">>", 8, 3, INT, 1), (">>", 8, 64, LONG, None), ("/", 7, 0, INT, None), ("%", 7, 0, INT, None),
        ("/", -7, 2, INT, -3), ("%", -7, 2, INT, -1), ("&", None, 1, INT, None), ("&", 1, None, INT, None),
    ],
)  # fmt: skip
def test_constants_are_computed_where_c_says_what_comes_of_it(
    op: str, left: int | None, right: int | None, ctype: Type, result: int | None
) -> None:
    assert computed(op, left, right, ctype) == result


@pytest.mark.parametrize(
    ("value", "ctype", "result"),
    [
        (255, U8, 255), (256, U8, 0), (-1, U8, 255), (513, U8, 1), (127, S8, 127), (128, S8, -128), (-129, S8, 127),
        (2**64, LOST, MAX64), (-(2**63) - 1, LOST, MIN64), (2**64, ULONG, 0), (2**63, LONG, -(2**63)),
    ],
)  # fmt: skip
def test_integers_wrap(value: int, ctype: Type, result: int) -> None:
    assert wrap(value, ctype) == result


def test_bytes_are_swapped() -> None:
    assert {name: with_bytes_swapped(name, 0x0102) for name in SWAPPED} == {
        "__builtin_bswap16": 0x0201,
        "__builtin_bswap32": 0x02010000,
        "__builtin_bswap64": 0x0201000000000000,
    }
    assert with_bytes_swapped("__builtin_bswap16", 0xAB0102) == 0x0201


@pytest.mark.parametrize(
    ("make", "op"),
    [
        (lambda x: negate(State(), "-", x, INT, number), "-"),
        (lambda x: negate(State(), "~", x, INT, number), "^"),
        (lambda x: swapped("__builtin_bswap32", x, INT, number), "__builtin_bswap32"),
    ],
)
def test_what_is_made_of_one_number_may_be_any_of_its_type(make: Callable[[Scalar], Value], op: str) -> None:
    made = scalar(make(Scalar(0, 9, LEFT)))
    assert (made.low, made.high, made.ident, made.vague) == (-(2**31), 2**31 - 1, MADE, True)
    assert made.made_of is not None and made.made_of.op == op


@pytest.mark.parametrize(("op", "value", "result"), [("-", 5, -5), ("~", 5, -6), ("-", 0, 0), ("~", -1, 0)])
def test_a_known_number_is_negated(op: str, value: int, result: int) -> None:
    state = State()
    state.bounds[LEFT] = (value, value, False)
    for known in (Scalar(value, value), Scalar(-9, 9, LEFT)):
        assert scalar(negate(state, op, known, INT, number)).constant == result
