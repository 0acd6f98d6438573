"""Tests of which the verifier may know the outcome and the interpreter does not, and when two of them are one."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from bpflint.flow.domain.assume import assume, can_hold
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import CLOBBERED, Argument, Condition, Pointer, RegionKind, Scalar, Value
from bpflint.source.model import MIRRORED, OPPOSITE


def is_vague(value: Value) -> bool:
    """True if the verifier may know more of the value than the interpreter does."""
    match value:
        case Condition(left=left, right=right):
            return is_vague(left) or is_vague(right)
        case Scalar(vague=vague):
            return vague
        case Pointer(region=region, null=null):
            # Whether a kernel has the function that is tested for, where nobody knows.
            return region.kind is RegionKind.FUNCTION and null > 0
        case Argument():
            return False
    return value is not CLOBBERED


def is_open(value: Value, truth: bool) -> bool:
    """False where the values that take part, whatever the path has learnt of them, leave no other outcome."""
    return assume(State(), value, not truth, lambda _state, _ident, _zero: None)


def key_of(value: Value) -> tuple[Hashable, bool]:
    """What tells a test from others, None where it is like no other; and False where it asks for the opposite."""
    if not isinstance(value, Condition):
        return value_key(value), True
    op, left, right = value.op, value_key(value.left), value_key(value.right)
    if left is None or right is None:
        return None, True
    truth = op in ("==", "<", ">")
    if not truth:
        op = OPPOSITE[op]
    if right == ("=", 0) and op == "==":
        return left, not truth
    if op == ">" or (op == "==" and repr(left) > repr(right)):
        op, left, right = MIRRORED[op], right, left
    return (op, left, right), truth


def value_key(value: Value) -> Hashable:
    """What is equal for values that are known to be equal, else None."""
    if isinstance(value, Scalar):
        if value.constant is not None:
            return "=", value.constant
        return value.ident or None
    if isinstance(value, Pointer) and value.null:
        return "null", value.null
    return None


def outcome(value: Value, known: Mapping[int, int]) -> bool | None:
    """The outcome of a test of integers of which these are known, None where that does not tell."""
    if isinstance(value, Condition):
        left, right = _known(value.left, known), _known(value.right, known)
        if left is None or right is None:
            return None
        return can_hold(value.op, (left, left), (right, right))
    number = _known(value, known)
    return None if number is None else number != 0


def _known(value: Value, known: Mapping[int, int]) -> int | None:
    if not isinstance(value, Scalar):
        return None
    return known.get(value.ident) if value.constant is None else value.constant
