"""Integer arithmetic as C does it, for folding constants, and the text of string literals."""

from __future__ import annotations

import re
from typing import Final

from bpflint.source.types import Kind, Type

_ESCAPE: Final = re.compile(r"\\([0-7]{1,3}|x[0-9a-fA-F]+|.)", re.DOTALL)
_PLAIN: Final = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


def wrap(value: int, type: Type) -> int:
    """`value` as `type` holds it. Types without a size, and pointers, hold 64 bits."""
    if type.kind is Kind.INT and type.name == "_Bool":
        return int(value != 0)
    return wrap_bits(value, 8 * (type.size or 8), signed=type.signed)


def wrap_bits(value: int, bits: int, *, signed: bool) -> int:
    """`value` as an integer of so many bits holds it."""
    value &= (1 << bits) - 1
    return value - (1 << bits) if signed and value >> (bits - 1) else value


def fold(op: str, left: int, right: int) -> int | None:
    """The value of `left op right` before it is wrapped, None where C leaves it undefined."""
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/" | "%" if right:
            quotient = abs(left) // abs(right)
            quotient = quotient if (left < 0) == (right < 0) else -quotient
            return quotient if op == "/" else left - quotient * right
        case "<<" if 0 <= right < 128:
            return left << right
        case ">>" if 0 <= right < 128:
            return left >> right
        case "&":
            return left & right
        case "|":
            return left | right
        case "^":
            return left ^ right
        case "==":
            return int(left == right)
        case "!=":
            return int(left != right)
        case "<":
            return int(left < right)
        case ">":
            return int(left > right)
        case "<=":
            return int(left <= right)
        case ">=":
            return int(left >= right)
    return None


def string_text(spelling: str) -> str:
    """The text of a string literal that clang printed."""
    start = spelling.find('"')
    body = spelling[start + 1 : spelling.rfind('"')] if start >= 0 else ""
    return _ESCAPE.sub(_unescape, body) if "\\" in body else body


def _unescape(match: re.Match[str]) -> str:
    code = match.group(1)
    if code[0] in "01234567":
        return chr(int(code, 8) & 0xFF)
    if code[0] == "x" and len(code) > 1:
        return chr(int(code[1:], 16) & 0xFF)
    return _PLAIN.get(code, code)
