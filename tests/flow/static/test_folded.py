"""Computations of bytes that always give the same, held against all values that the bytes can have."""

from __future__ import annotations

import itertools
import operator
import tracemalloc
from collections.abc import Callable

import pytest
from source_lowering import parse

from bpflint.flow.static.folded import folded
from bpflint.source.model import Const, Temp

HEAD = "extern void use(int);\nvoid f(unsigned char a, unsigned char b)\n{\n"
BYTES = (0, 1, 2, 3, 7, 8, 15, 16, 100, 127, 128, 254, 255)


def _quotient(left: int, right: int) -> int:
    return abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)


OPERATORS: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "<<": operator.lshift,
    ">>": operator.rshift,
    "/": _quotient,
    "%": lambda left, right: left - right * _quotient(left, right),
}
COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
Expression = tuple[str, Callable[[int, int], int]]
"""The C of it, and what it gives for a and b."""


def _folded(expressions: list[Expression]) -> list[int | None]:
    """What each always gives, None where nobody sees that it does."""
    body = "".join(f"use({text});\n" for text, _ in expressions)
    function = parse(f"{HEAD}{body}}}\n").functions["f"]
    known = folded(function)
    results = [call.args[0] for call in function.calls()]
    assert len(results) == len(expressions)
    return [
        each.value if isinstance(each, Const) else known.get(each.index) if isinstance(each, Temp) else None
        for each in results
    ]


def _missed(expressions: list[Expression]) -> int:
    """How many always give the same without being seen to; none is seen to that does not."""
    missed = 0
    for (text, compute), told in zip(expressions, _folded(expressions), strict=True):
        results = {compute(a, b) for a in BYTES for b in BYTES}
        assert told is None or results == {told}, text
        missed += told is None and len(results) == 1
    return missed


def _with_constant(op: str) -> list[Expression]:
    found: list[Expression] = []
    for constant in (0, 1, 3, 16, 255):
        if (constant > 16 and op in ("<<", ">>")) or (op in ("/", "%") and not constant):
            continue

        def result(a: int, _b: int, constant: int = constant) -> int:
            return OPERATORS[op](a, constant)

        found.append((f"(a {op} {constant})", result))
    return found


def _compared(expressions: list[Expression], ends: tuple[int, ...]) -> list[Expression]:
    found: list[Expression] = []
    for (text, compute), comparison, end in itertools.product(expressions, COMPARISONS, ends):

        def truth(a: int, b: int, one: tuple[Callable[[int, int], int], str, int] = (compute, comparison, end)) -> int:
            return COMPARISONS[one[1]](one[0](a, b), one[2])

        found.append((f"{text} {comparison} {end}", truth))
    return found


@pytest.mark.parametrize(
    ("op", "missed"),
    [("+", 24), ("-", 22), ("*", 106), ("&", 6), ("|", 191), ("^", 146), ("<<", 80), (">>", 8), ("/", 6), ("%", 2)],
)
def test_what_is_computed_of_a_byte_and_a_constant(op: str, missed: int) -> None:
    expressions = _with_constant(op)
    compared = _compared(expressions, (-256, -1, 0, 1, 15, 16, 85, 255, 256, 300))
    assert _missed([*expressions, *compared]) == missed


@pytest.mark.parametrize(("op", "missed"), [("+", 0), ("-", 0), ("*", 30), ("&", 0), ("|", 52), ("^", 52)])
def test_what_is_computed_of_two_bytes(op: str, missed: int) -> None:
    expression: Expression = (f"(a {op} b)", OPERATORS[op])
    compared = _compared([expression], (-256, -255, -1, 0, 1, 255, 256, 510, 511, 65025, 65026))
    assert _missed([expression, *compared]) == missed


ALWAYS: dict[int, list[str]] = {
    -1: ["~a + a", "(a - b) | -1"],
    0: ["a - a", "a ^ a", "a < a", "a + 1 == a", "a + b - b - a", "-a + a", "2 * a - a - a",
        "0 * (a - b)", "(a - b) & 0", "0 / (a + 1)", "0 << (a & 3)"],
    1: ["a == a", "a >= a", "a + 1 != a", "(a & b) == (a & b)", "(_Bool)a < 2", "(signed char)a < 128"],
    5: ["(a + b) - (b + a) + 5", "a + 2 - (a - 3)"],
}  # fmt: skip
UNSEEN = {"2 * a - a - a"}
VARYING = ["a + 1 == b", "a - b", "a ^ b", "(signed char)a >= 0", "a & b", "a == b", "-a", "~a", "(_Bool)a"]


def test_what_is_computed_of_bytes_and_themselves() -> None:
    for result, texts in ALWAYS.items():
        told = _folded([(text, operator.add) for text in texts])
        assert {text: one for text, one in zip(texts, told, strict=True) if one != result} == dict.fromkeys(
            UNSEEN & set(texts)
        )
    assert set(_folded([(text, operator.add) for text in VARYING])) == {None}


def test_what_is_known_of_many_variables_is_not_kept_for_each_block() -> None:
    reads = "".join(f"int v{number} = a; if (v{number} == {number}) return v{number};\n" for number in range(300))
    function = parse(f"{HEAD.replace('void f', 'int f')}{reads}\treturn 0;\n}}\n").functions["f"]
    assert function.blocks
    tracemalloc.start()
    folded(function)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000
