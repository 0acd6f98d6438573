"""Integer arithmetic on ranges, the way C computes and the verifier follows.

Equal expressions over equal values get the same identity, so that a condition tested twice is decided once. Whatever
is not modelled becomes a vague value of the result's whole type.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import (
    COMPUTED_AGAIN,
    MAX64,
    MIN64,
    NO_IDENTS,
    UNKNOWN,
    ZERO,
    Condition,
    Made,
    Pointer,
    Scalar,
    Value,
    limits,
)
from bpflint.flow.static.constants import compare as compare_numbers
from bpflint.source.lowering.constants import fold
from bpflint.source.model import COMPARISONS, MIRRORED, OPPOSITE
from bpflint.source.types import UNKNOWN as ANY_TYPE
from bpflint.source.types import Type

_HALF = 4
"""Bytes of half a register."""
_MAX_NUMBERS = 16
"""Numbers that one is computed of, up to which it is told what it is computed of."""
_COMMUTATIVE = frozenset("+*&|^")
SWAPPED = {"__builtin_bswap16": 2, "__builtin_bswap32": 4, "__builtin_bswap64": 8}
"""Builtins that swap so many bytes."""
Number = Callable[[Hashable], int]
"""Gives equal keys the same identity."""


def fresh(ctype: Type | None, ident: int, vague: bool = False) -> Scalar:
    """Any integer of a type."""
    low, high = limits(ctype)
    return Scalar(low, high, ident, vague)


def convert(state: State, value: Value, ctype: Type, number: Number) -> Value:
    """An integer or truth value converted to another integer type."""
    if isinstance(value, Condition):
        return value
    if not isinstance(value, Scalar):
        return fresh(ctype, 0, vague=True)
    low, high = limits(ctype)
    now_low, now_high = state.range(value)
    if low <= now_low and now_high <= high:
        return value
    if now_low == now_high:
        return _constant(wrap(now_low, ctype))
    ident = number(("cast", ("#", value.ident), ctype.size, ctype.signed)) if value.ident else 0
    half = ctype.size == _HALF and not value.fixed
    made = Made("", value, value, ctype, _idents(value) if ident else NO_IDENTS)
    return Scalar(low, high, ident, value.vague, half, value.fixed, made, value.exposed)


def compute(state: State, op: str, left: Value, right: Value, ctype: Type, number: Number) -> Value:
    """`left op right`, as a value of type `ctype`."""
    if op in COMPARISONS:
        return compare(state, op, left, right)
    if isinstance(left, Pointer) or isinstance(right, Pointer):
        if isinstance(left, Pointer) and isinstance(right, Pointer):
            return fresh(ctype, 0, vague=True)
        return UNKNOWN
    left, right = _as_number(state, left, number), _as_number(state, right, number)
    a_low, a_high = state.range(left)
    b_low, b_high = state.range(right)
    vague = getattr(left, "vague", True) or getattr(right, "vague", True)
    bounds = _bounds(op, a_low, a_high, b_low, b_high)
    low, high = limits(ctype)
    if bounds is None:
        exact, bounds = False, (low, high)
    else:
        exact = low <= bounds[0] and bounds[1] <= high
        if not exact:
            if bounds[0] == bounds[1]:
                return _constant(wrap(bounds[0], ctype))
            bounds = (low, high)
            # The verifier knows no bounds of a sum that may overflow, either. A signed one does not, by C: compilers
            # take that of what is not negative for not negative, and test it without a sign.
            exact = op == "-" or (op == "+" and not (ctype.signed and a_low >= 0 and b_low >= 0))
    if bounds[0] == bounds[1]:
        return _computed_before(state, op, left, right, ctype, number, bounds[0]) or _constant(bounds[0])
    ident = _number(number, op, state, left, right, ctype)
    again = getattr(left, "exposed", 0) or getattr(right, "exposed", 0)
    if again and op not in ("+", "-"):  # sums are linked to what they are made of
        again = COMPUTED_AGAIN
    made = Made(op, left, right, ctype, _idents(left, right) if ident else NO_IDENTS)
    return Scalar(bounds[0], bounds[1], ident, vague or not exact, half=bool(again), made_of=made, exposed=again)


def _as_number(state: State, value: Value, number: Number) -> Value:
    """A truth value as a number that is computed like any other."""
    if not isinstance(value, Condition):
        return value
    keys = [_key(state, operand) for operand in (value.left, value.right)]
    if None in keys:
        return value
    ident = number(("truth", value.op, *keys))
    vague = getattr(value.left, "vague", True) or getattr(value.right, "vague", True)
    made = Made(value.op, value.left, value.right, ANY_TYPE, _idents(value.left, value.right))
    return Scalar(0, 1, ident, vague, made_of=made)


def _idents(*operands: Value) -> frozenset[int]:
    """The identities of all that a number is computed of, none where that is too much to follow."""
    found = NO_IDENTS
    for each in operands:
        if isinstance(each, Scalar) and each.ident:
            found |= {each.ident} if each.made_of is None else {each.ident, *each.made_of.idents}
    return found if len(found) <= _MAX_NUMBERS else NO_IDENTS


def _computed_before(
    state: State, op: str, left: Value, right: Value, ctype: Type, number: Number, constant: int
) -> Scalar | None:
    """What the compiler kept of computing the same before `left` turned out to be a constant that it cannot be.

    The verifier has two registers then, and follows a way that C cannot take.
    """
    other = state.constant(right)
    if not isinstance(left, Scalar) or not left.ident or left.constant is not None or left.exposed or other is None:
        return None
    ident = number((op, ("#", left.ident), ("=", other), ctype.size, ctype.signed))
    known = state.bounds.get(ident)
    if known is None or known[0] <= constant <= known[1]:
        return None
    return Scalar(known[0], known[1], ident)


def compare(state: State, op: str, left: Value, right: Value) -> Value:
    """The truth of `left op right`. Truth values of truth values are taken apart, so that conditions never nest."""
    for inner, other in ((left, right), (right, left)):
        if isinstance(inner, Condition):
            constant = state.constant(other)
            if constant is None:
                return Scalar(0, 1, 0, vague=True)
            asked = op if inner is left else MIRRORED[op]
            if_false, if_true = (compare_numbers(asked, truth, constant) for truth in (0, 1))
            if if_false == if_true:
                return _constant(int(if_true))
            return inner if if_true else Condition(OPPOSITE[inner.op], inner.left, inner.right)
    return Condition(op, left, right)


def _number(number: Number, op: str, state: State, left: Value, right: Value, ctype: Type) -> int:
    keys = [_key(state, value) for value in (left, right)]
    if None in keys:
        return 0
    if op in _COMMUTATIVE:
        keys.sort(key=str)
    return number((op, *keys, ctype.size, ctype.signed))


def _key(state: State, value: Value) -> tuple[str, int] | None:
    """What is equal for equal numbers, None where nobody knows."""
    constant = state.constant(value)
    if constant is not None:
        return "=", constant
    return ("#", value.ident) if isinstance(value, Scalar) and value.ident else None


def _bounds(op: str, a: int, b: int, c: int, d: int) -> tuple[int, int] | None:
    """The range of [a, b] op [c, d] without a limit of width; None where it is not modelled."""
    match op:
        case "+":
            return a + c, b + d
        case "-":
            return a - d, b - c
        case "*":
            products = (a * c, a * d, b * c, b * d)
            return min(products), max(products)
        case "&" if c == d >= 0:
            return (a & c, a & c) if a == b else (0, min(b, c) if a >= 0 else c)
        case "&" if a == b >= 0:
            return 0, min(d, a) if c >= 0 else a
        case "&" if a >= 0 and c >= 0:
            return 0, min(b, d)
        case "|" if a == b and c == d:
            return a | c, a | c
        case "|" if a >= 0 and c >= 0:
            return max(a, c), (1 << max(b.bit_length(), d.bit_length())) - 1
        case "^" if a == b and c == d:
            return a ^ c, a ^ c
        case "<<" if c == d and 0 <= c < 64:
            return a << c, b << c
        case ">>" if c == d and 0 <= c < 64:
            return a >> c, b >> c
        case "/" if c == d and c > 0 and a >= 0:
            return a // c, b // c
        case "%" if c == d and c > 0 and a >= 0:
            return (a % c, a % c) if a == b else (0, min(b, c - 1))
    return None


def computed(op: str, left: int | None, right: int | None, ctype: Type) -> int | None:
    """`left op right` of two known integers; None where C does not say what comes of it, or nobody models it."""
    if left is None or right is None or (op in ("<<", ">>") and not 0 <= right < 8 * ctype.size):
        return None
    value = fold(op, left, right)
    if value is None:
        return None
    wrapped = wrap(value, ctype)
    return None if ctype.signed and wrapped != value else wrapped


def with_bytes_swapped(name: str, value: int) -> int:
    """A known integer after one of `SWAPPED`."""
    size = SWAPPED[name]
    return int.from_bytes((value % (1 << 8 * size)).to_bytes(size, "little"), "big")


def negate(state: State, op: str, value: Value, ctype: Type, number: Number) -> Value:
    """`-value` or `~value`."""
    constant = state.constant(value)
    if constant is not None:
        return _constant(wrap(-constant if op == "-" else ~constant, ctype))
    if not isinstance(value, Scalar) or not value.ident:
        return fresh(ctype, 0, vague=True)
    made = Made("-", ZERO, value, ctype, _idents(value))
    if op == "~":
        made = Made("^", value, _constant(-1), ctype, _idents(value))
    return Scalar(*limits(ctype), number((op, ("#", value.ident), ctype.size)), vague=True, made_of=made)


def swapped(name: str, value: Value, ctype: Type, number: Number) -> Scalar:
    """What one of `SWAPPED` makes of a number."""
    low, high = limits(ctype)
    if not isinstance(value, Scalar) or not value.ident:
        return Scalar(low, high, 0, vague=True)
    made = Made(name, value, value, ctype)
    return Scalar(low, high, number((name, ("#", value.ident), ctype.size)), vague=True, made_of=made)


def _constant(value: int) -> Scalar:
    return Scalar(value, value)


def wrap(value: int, ctype: Type) -> int:
    """The integer of a type that a value becomes."""
    low, high = limits(ctype)
    if low <= value <= high:
        return value
    if (low, high) == (MIN64, MAX64):
        return max(MIN64, min(MAX64, value))
    width = high - low + 1
    return (value - low) % width + low
