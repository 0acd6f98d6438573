"""BP615: a copy or a fill of constant size that is larger than the variable it goes into or comes from.

Where the size is that of another type (`memcpy(&a, &b, sizeof(b))`), the bytes behind the variable are written or read;
the verifier sees the stack as one piece and may well let it pass.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.base.span import Span
from bpflint.checks._advice import note
from bpflint.checks.context import Context
from bpflint.flow.static.per_function import per_function
from bpflint.source.control_flow import Function
from bpflint.source.model import Copy, Global, Local, Operand, Zero


def check(context: Context) -> Iterator[Found]:
    """Yield each such copy in a function that a program runs."""
    seen: set[Span] = set()
    for function, programs in context.programs_by_function().items():
        for span, words in _too_large(function):
            if span not in seen:
                seen.add(span)
                yield note(
                    span,
                    words,
                    "give the size of the smaller one: sizeof() of the variable itself",
                    function=function.name.removeprefix("____"),
                    programs=(programs[0].name,),
                )


@per_function
def _too_large(function: Function) -> tuple[tuple[Span, str], ...]:
    return tuple(_copies_too_large(function))


def _copies_too_large(function: Function) -> Iterator[tuple[Span, str]]:
    for block in function.blocks:
        for instruction in block.instructions:
            match instruction:
                case Copy(address=target, source=source, size=size, span=span):
                    for operand, verb in ((target, "writes"), (source, "reads")):
                        if (room := _room(operand)) and size > room:
                            yield span, f"the copy {verb} {size} bytes, and {_name(operand)} has {room}"
                            break
                case Zero(address=target, size=size, span=span):
                    if (room := _room(target)) and size > room:
                        yield span, f"the fill writes {size} bytes, and {_name(target)} has {room}"


def _room(operand: Operand) -> int:
    """The bytes of the variable whose address it is, 0 where that is not known."""
    if isinstance(operand, (Local, Global)) and operand.type.complete and operand.type.count >= 0:
        return operand.type.size
    return 0


def _name(operand: Operand) -> str:
    return operand.name if isinstance(operand, (Local, Global)) else "it"
