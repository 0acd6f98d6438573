"""Constants, computed as C does it."""

from __future__ import annotations

from bpflint.source.model import COMPARISONS


def wrap(value: int, size: int) -> int:
    """The value as an unsigned integer of `size` bytes, 0 where its size is not known."""
    return value & ((1 << (8 * size)) - 1) if size else value


def compare(op: str, left: int, right: int) -> bool:
    """The value of a C comparison."""
    return {
        "==": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[op]


def binary(op: str, left: int | None, right: int | None) -> int | None:
    """The value of `left op right`, None where it is not known or nobody writes such conditions."""
    if op == "&" and 0 in (left, right):
        return 0
    if left is None or right is None:
        return None
    if op in COMPARISONS:
        return int(compare(op, left, right))
    match op:
        case "&":
            return left & right
        case "|":
            return left | right
        case "+":
            return left + right
        case "<<" if 0 <= right < 64:
            return left << right
    return None
