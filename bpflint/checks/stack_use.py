"""BP614: the variables along a chain of calls come near the 512 bytes of stack that a program has.

An estimate from the source: arrays and structures count, what the compiler keeps in registers does not, and functions
that it inlines count with their caller. Scopes that do not overlap may share memory, so it errs to the high side.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._advice import note
from bpflint.checks.context import Context
from bpflint.flow.static.stack_use import Chain, deepest_chain
from bpflint.kernel.bpf_machine import STACK

NEAR: Final = STACK - 64


def check(context: Context) -> Iterator[Found]:
    """Yield each program with such a chain, at the function that takes most."""
    for program in context.programs:
        chain: Chain = deepest_chain(context.unit, program.body)
        if chain.size < NEAR or program.function.in_header:
            continue
        largest = max(chain.frames, key=lambda frame: frame.size)
        yield note(
            program.body.name_span,
            f"{program.name} needs about {chain.size} of the {STACK} bytes of stack, {largest.size} in "
            f"{largest.function.name.removeprefix('____')}()",
            "move large variables into a per-CPU array map, or shorten the chain of calls",
            function=program.body.name,
            programs=(program.name,),
        )
