"""BP606: a loop that a pragma unrolls. Kernels take bounded loops since 5.3, and loops of any length by `bpf_for()`.

Reads the text of the file itself: a pragma leaves nothing in clang's tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from bpflint.base.finding import Found
from bpflint.base.span import Span, outside
from bpflint.checks._advice import NUMBERS_LOOP, note
from bpflint.checks.context import Context
from bpflint.source.unit import Unit

_PRAGMA: Final = re.compile(
    r"\s*#\s*pragma\s+(?:(?:GCC\s+)?unroll\b(?!\s*\(?\s*1\b)|clang\s+loop\s+unroll\s*\(\s*(?:full|enable)\s*\))"
)
_FOR: Final = re.compile(r"\s*for\s*\(")
_BLANK: Final = re.compile(r"\s*(?://.*|/\*.*\*/\s*)?$")
_LOOK: Final = 5
"""Lines between the pragma and its loop that may be blank or comments."""


def check(context: Context) -> Iterator[Found]:
    """Yield the first such pragma in a function of the file, if this kernel has number iterators."""
    if context.kernel.kfunc(NUMBERS_LOOP) is None or not context.programs:
        return
    places = _places(context.unit)
    if places:
        yield note(
            places[0],
            "a pragma unrolls a loop that kernels take as it is",
            "write bpf_for(i, 0, n) { ... } since kernel 6.4, or a plain loop with a constant bound since 5.3",
            len(places),
        )


@lru_cache(maxsize=2)
def _places(unit: Unit) -> tuple[Span, ...]:
    """Where the file's functions have such a pragma; the same on every kernel."""
    lines = unit.lines(unit.path)
    found = [
        (unit.path, number)
        for number, line in enumerate(lines, 1)
        if _PRAGMA.match(line) and _before_a_loop(lines[number : number + _LOOK])
    ]
    beside = set(outside(found, (function.span for function in unit.functions.values())))
    return tuple(_span_of(lines[number - 1], path, number) for path, number in found if (path, number) not in beside)


def _span_of(line: str, path: str, number: int) -> Span:
    return Span(path, number, len(line) - len(line.lstrip()) + 1, number, len(line.rstrip()) + 1)


def _before_a_loop(lines: tuple[str, ...]) -> bool:
    return next((bool(_FOR.match(line)) for line in lines if not _BLANK.match(line)), False)
