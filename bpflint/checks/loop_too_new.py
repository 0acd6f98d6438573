"""BP514: a loop that ends by `may_goto` (`can_loop`, `cond_break`) on a kernel whose verifier does not know it.

It looks every instruction up before it follows any path, so a test of the kernel's version does not help.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from bpflint.base.finding import Found
from bpflint.base.span import Span
from bpflint.checks._as_compiled import as_compiled
from bpflint.checks.context import Context
from bpflint.kernel.verifier_change import Change
from bpflint.source.control_flow import Function
from bpflint.source.model import Asm
from bpflint.source.unit import Unit

_MAY_GOTO: Final = re.compile(r"\bmay_goto\b|\.byte\s+0xe5\b")
"""The instruction by name, or as bytes for compilers that do not know it."""


def check(context: Context) -> Iterator[Found]:
    """Yield each such instruction in the code of a program."""
    if context.kernel.has(Change.LOOPS_MAY_END) or not _has_any(context.unit):
        return
    found: dict[Span, tuple[Function, dict[str, None]]] = {}
    compiled = as_compiled(context)
    for program in context.programs:
        for function in {**compiled.functions(program), **dict.fromkeys(context.summaries.reached(program.body))}:
            for index in sorted(compiled.guards.blocks(function)) if function.blocks else ():
                for each in _may_gotos(function, index):
                    found.setdefault(each.span, (function, {}))[1][program.name] = None
    for span, (function, programs) in found.items():
        yield Found(
            span=span,
            message="the verifier knows loops that end by may_goto (can_loop, cond_break) since kernel 6.9 only",
            help="write bpf_for() since kernel 6.4, bpf_loop() since 5.17, or a plain loop with a bound",
            function=function.name.removeprefix("____"),
            programs=tuple(programs),
        )


def _may_gotos(function: Function, block: int) -> Iterator[Asm]:
    for instruction in function.blocks[block].instructions:
        if isinstance(instruction, Asm) and _MAY_GOTO.search(instruction.text):
            yield instruction


@lru_cache(maxsize=2)  # asked on every kernel
def _has_any(unit: Unit) -> bool:
    return any(
        True
        for function in unit.functions.values()
        if function.size
        for block in range(len(function.blocks))
        for _ in _may_gotos(function, block)
    )
