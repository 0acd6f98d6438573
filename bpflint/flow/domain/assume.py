"""What a path learns from a condition: which values it rules out, and whether it can be taken at all.

Only what is certain is learnt; a condition that is not understood leaves both ways open. The verifier keeps ranges of
values. What C knows beyond that (that a value is not 2, that one unknown is less than another) the compiler uses when
the two tests are close to each other: then the way is not taken. With calls between them the verifier may well take a
way that C cannot, so it is followed in doubt.
"""

from __future__ import annotations

from collections.abc import Callable

from bpflint.flow.domain import packet_room
from bpflint.flow.domain.feasibility import can_be
from bpflint.flow.domain.state import Join, State
from bpflint.flow.domain.values import (
    COMPUTED_AGAIN,
    MAX64,
    ZERO,
    Argument,
    Condition,
    Pointer,
    RegionKind,
    Scalar,
    Value,
)
from bpflint.source.model import MIRRORED, OPPOSITE

LESS, EQUAL, GREATER = 1, 2, 4
OUTCOMES = {
    "<": LESS,
    "<=": LESS | EQUAL,
    "==": EQUAL,
    "!=": LESS | GREATER,
    ">=": EQUAL | GREATER,
    ">": GREATER,
}
"""What a comparison says of how two integers compare."""
SOCKETS = frozenset({"bpf_sock", "bpf_tcp_sock", "bpf_xdp_sock"})
"""Structs with a pointer type of their own, which is never NULL unmarked."""
MAX_EXCLUDED = 32
"""Constants that are remembered for one integer."""

Settle = Callable[[State, int, bool], None]
"""Called when an integer's identity turns out to be zero (True) or not."""


def assume(state: State, value: Value, truth: bool, settle: Settle) -> bool:
    """Teaches `state` that `value` is true (or false). Returns False if that cannot be."""
    match value:
        case Condition(op=op, left=left, right=right):
            return _compare(state, op if truth else OPPOSITE[op], left, right, settle)
        case Pointer():
            return learn_null(state, value, not truth)
        case Scalar():
            if state.nullness(value) is truth and not _forgets_range(state, value):
                return False
            if not _agrees(state, "!=" if truth else "==", value, ZERO):
                return False
            if truth:
                return _exclude_zero(state, value, settle)
            return _limit(state, value, 0, 0, settle)
        case Argument(pointer=pointer):
            return learn_null(state, pointer, not truth)
    return True


def learn_null(state: State, pointer: Pointer, null: bool) -> bool:
    """Teaches `state` whether `pointer` is NULL. A NULL pointer owns nothing."""
    if not pointer.null:
        return not null
    state.keyless |= null and pointer.null in state.constant_keys
    known = state.nulls.get(pointer.null)
    if pointer.offset != pointer.base:
        return known is not False or not null
    if known is not None:
        return known is null
    state.nulls[pointer.null] = null
    if null:
        for token in [token for token, owned in state.owned.items() if owned.null == pointer.null]:
            del state.owned[token]
    return True


def _compare(state: State, op: str, left: Value, right: Value, settle: Settle) -> bool:
    if isinstance(left, Argument):
        left = left.pointer
    if isinstance(right, Argument):
        right = right.pointer
    if isinstance(right, Pointer | Condition) and not isinstance(left, Pointer | Condition):
        left, right, op = right, left, MIRRORED[op]
    if isinstance(left, Condition):
        constant = state.constant(right)
        if constant is None or op not in ("==", "!="):
            return True
        if constant not in (0, 1):
            return op == "!="
        return assume(state, left, (constant == 1) == (op == "=="), settle)
    if isinstance(left, Pointer):
        if state.nullness(right) is True and isinstance(right, Scalar):
            # Addresses have no sign: none is less than NULL.
            return op == ">=" or (op != "<" and learn_null(state, left, op in ("==", "<=")))
        return _compare_pointers(state, op, left, right)
    if isinstance(left, Scalar) and isinstance(right, Scalar):
        return _compare_integers(state, op, left, right, settle)
    return True


def _compare_pointers(state: State, op: str, left: Pointer, right: Value) -> bool:
    if not isinstance(right, Pointer):
        return True
    packet_room.learn(state, op, left, right)
    if left.region is right.region and left.offset is not None and right.offset is not None:
        if state.nullness(left) is None:
            return True
        return can_hold(op, (left.offset, left.offset), (right.offset, right.offset))
    if op == "==":
        # Two pointers that are equal are both NULL or both not.
        known = state.nullness(left), state.nullness(right)
        if None in known and False in known and _is_plain(left) and _is_plain(right):
            return learn_null(state, left if known[0] is None else right, False)
    return True


def _is_plain(pointer: Pointer) -> bool:
    """False for objects of the kernel's types, and what else may be NULL without a mark: these prove nothing."""
    ctype = pointer.region.type
    if pointer.null < 0:
        return False
    if pointer.region.kind in (RegionKind.KERNEL, RegionKind.ALLOC):
        return ctype is None or ctype.name in SOCKETS
    return True


def _compare_integers(state: State, op: str, left: Scalar, right: Scalar, settle: Settle) -> bool:
    if left.ident and left.ident == right.ident:
        return op in ("==", "<=", ">=")
    if not can_hold(op, state.range(left), state.range(right)) and not (
        _forgets_range(state, left) or _forgets_range(state, right)
    ):
        return False
    a_low, a_high = state.range(left)
    b_low, b_high = state.range(right)
    if a_low != a_high and b_low != b_high and not _relate(state, op, left, right):
        return False
    if not _agrees(state, op, left, right):
        return False
    if not _learn_ranges(state, op, left, right, settle):
        return False
    for each in (left, right):
        if is_forgotten(state, each):
            state.narrow(each)  # what is known of it is known once more
    return True


def _learn_ranges(state: State, op: str, left: Scalar, right: Scalar, settle: Settle) -> bool:
    a_low, a_high = state.range(left)
    b_low, b_high = state.range(right)
    match op:
        case "==":
            low, high = max(a_low, b_low), min(a_high, b_high)
            if low == high and not (_may_be(state, left, low) and _may_be(state, right, low)):
                return False
            return low <= high and _limit(state, left, low, high, settle) and _limit(state, right, low, high, settle)
        case "!=":
            if a_low == a_high and b_low == b_high:
                return a_low != b_low
            if b_low == b_high:
                return _exclude(state, left, b_low, settle)
            if a_low == a_high:
                return _exclude(state, right, a_low, settle)
            return True
        case "<":
            return _limit(state, left, a_low, b_high - 1, settle) and _limit(state, right, a_low + 1, b_high, settle)
        case "<=":
            return _limit(state, left, a_low, b_high, settle) and _limit(state, right, a_low, b_high, settle)
        case ">":
            return _limit(state, left, b_low + 1, a_high, settle) and _limit(state, right, b_low, a_high - 1, settle)
        case ">=":
            return _limit(state, left, b_low, a_high, settle) and _limit(state, right, b_low, a_high, settle)
    return True


def can_hold(op: str, left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Whether a comparison of two integers can be true, by their ranges."""
    match op:
        case "==":
            return left[0] <= right[1] and right[0] <= left[1]
        case "!=":
            return left != right or left[0] != left[1]
        case "<":
            return left[0] < right[1]
        case "<=":
            return left[0] <= right[1]
        case ">":
            return left[1] > right[0]
        case ">=":
            return left[1] >= right[0]
    return True


def _limit(state: State, value: Scalar, low: int, high: int, settle: Settle) -> bool:
    now_low, now_high = state.range(value)
    low, high = max(low, now_low), min(high, now_high)
    known = state.bounds.get(value.ident)
    excluded = known is not None and known[2]
    if low > high or (excluded and low == 0 == high):
        return False
    if value.ident and (low, high) != (now_low, now_high):
        state.bounds[value.ident] = (low, high, excluded)
        if value.half:
            state.narrow(value)
        _settle(state, value.ident, low, high, excluded, settle)
    return True


def _forgets_range(state: State, value: Scalar) -> bool:
    """Drops what the path learnt of a range where the verifier may have lost it, in doubt unless it has for sure.

    False where it has not.
    """
    if not is_forgotten(state, value):
        return False
    learnt = state.narrowed.pop(value.ident, None)
    state.doubt |= learnt is None or learnt[1] >= 0
    state.bounds.pop(value.ident, None)
    return True


def _exclude(state: State, value: Scalar, constant: int, settle: Settle) -> bool:
    low, high = state.range(value)
    if constant == 0:
        return _exclude_zero(state, value, settle)
    if low == constant:
        return _limit(state, value, low + 1, high, settle)
    if high == constant:
        return _limit(state, value, low, high - 1, settle)
    if value.ident and low < constant < high:
        known = state.excluded.get(value.ident, {})
        if known.get(constant) is not None or (constant not in known and len(known) < MAX_EXCLUDED):
            state.exclude(value, constant)
    return True


def _may_be(state: State, value: Scalar, constant: int) -> bool:
    """False where an integer is known not to be `constant`, by more than its range."""
    known = state.excluded.get(value.ident, {}) if value.ident else {}
    if constant not in known:
        return True
    if not _may_forget(state, known[constant], bool(value.exposed)):
        return False
    state.excluded[value.ident] = {one: learnt for one, learnt in known.items() if one != constant}
    return True


def _agrees(state: State, op: str, left: Scalar, right: Scalar) -> bool:
    """False where a test cannot come out true, by what the numbers are computed of and what that was found to be."""
    is_computed = any(each.made_of is not None and each.made_of.numbers for each in (left, right))
    if not is_computed and not state.tested:
        return True
    numbers = _numbers(left) | _numbers(right)
    related = [key for key, ((_, a, b), _) in state.tested.items() if _shares(a, numbers) or _shares(b, numbers)]
    if not is_computed and not related:
        return True
    test, exposed = (op, left, right), bool(left.exposed or right.exposed)
    if not can_be(state, [test, *(state.tested[key][0] for key in related)], is_forgotten):
        doubt = state.doubt
        lost = [key for key in related if _may_forget(state, state.tested[key][1], exposed)]
        kept = [state.tested[key][0] for key in related if key not in lost]
        if not can_be(state, [test, *kept], is_forgotten):
            state.doubt = doubt
            return False
        state.tested = {key: known for key, known in state.tested.items() if key not in lost}
    if is_computed:
        keys = [value.ident or value.low for value in (left, right)]
        state.remember((op, keys[0], keys[1]), test, exposed=exposed)
    return True


def _shares(value: Scalar, numbers: frozenset[int]) -> bool:
    """True for one of these numbers, and what is computed of them."""
    return value.ident in numbers or (value.made_of is not None and not value.made_of.idents.isdisjoint(numbers))


def _numbers(value: Scalar) -> frozenset[int]:
    """The identities of a number and of all that it is computed of."""
    own = frozenset((value.ident,)) if value.ident else frozenset()
    return own | value.made_of.idents if value.made_of is not None else own


def _relate(state: State, op: str, left: Scalar, right: Scalar) -> bool:
    """Learns how two unknown integers compare. False where it is known to be otherwise."""
    if not left.ident or not right.ident:
        return True
    key, outcomes = (left.ident, right.ident), OUTCOMES[op]
    if left.ident > right.ident:
        key, outcomes = (right.ident, left.ident), OUTCOMES[MIRRORED[op]]
    known, learnt = state.relations.get(key, (LESS | EQUAL | GREATER, None))
    if not known & outcomes:
        if not _may_forget(state, learnt, bool(left.exposed or right.exposed)):
            return False
        known = outcomes
    if known & ~outcomes or learnt is not None:
        state.relate(key, known & outcomes, exposed=bool(left.exposed or right.exposed))
    return True


def _may_forget(state: State, learnt: Join | None, exposed: bool) -> bool:
    """Whether a way is followed although C cannot take it: where calls stand between.

    The verifier takes it for sure if there is also a branch between, whatever way led to it: then no compiler copies
    what stands between the tests; and if what is tested is read again after the calls. Otherwise it is followed in
    doubt.
    """
    if learnt is None or state.calls == learnt[0]:
        return False
    is_read_again = exposed and learnt[1] < MAX64
    state.doubt |= not is_read_again and state.top.parted <= learnt[1]
    return True


def is_forgotten(state: State, value: Scalar) -> bool:
    """True if the verifier may have lost what the path learnt of the range of an integer."""
    if not value.half:
        return False
    learnt = state.narrowed.get(value.ident)
    if learnt is None:
        # What it is computed of was in a register then, and has been given to a call since.
        return value.exposed == COMPUTED_AGAIN and value.ident in state.bounds
    return state.calls != learnt[0]


def _exclude_zero(state: State, value: Scalar, settle: Settle) -> bool:
    low, high = state.range(value)
    if low == 0 == high:
        return False
    if low == 0:
        return _limit(state, value, 1, high, settle)
    if high == 0:
        return _limit(state, value, low, -1, settle)
    if value.ident and low < 0 < high:
        state.bounds[value.ident] = (low, high, True)
        _settle(state, value.ident, low, high, True, settle)
    return True


def _settle(state: State, ident: int, low: int, high: int, excluded: bool, settle: Settle) -> None:
    if ident in state.pending:
        if low == 0 == high:
            settle(state, ident, True)
        elif low > 0 or high < 0 or excluded:
            settle(state, ident, False)
