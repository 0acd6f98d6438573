"""Constants, computed as C does it."""

from __future__ import annotations

from bpflint.source.lowering.constants import wrap as held
from bpflint.source.model import COMPARISONS
from bpflint.source.types import Kind, Type


def wrap(value: int | None, type: Type) -> int | None:
    """The value as an integer type holds it; one that is not known, or no integer, stays as it is."""
    return value if value is None or type.kind is not Kind.INT else held(value, type)


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
