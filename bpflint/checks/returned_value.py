"""BP512: a program returns what its hook does not take, or a global function what none may return.

Only numbers that the walk knows as well as the verifier does: what comes out of an operation that is not followed
passes, and so does a pointer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found, Level
from bpflint.checks._sentences import Sentence, findings
from bpflint.checks.context import Context
from bpflint.flow.domain.cases import Case
from bpflint.flow.static.missing_results import returns_nothing
from bpflint.libbpf.programs import Program

_MAY_BE_VOID: Final = ("BPF_PROG_TYPE_LSM", "BPF_PROG_TYPE_STRUCT_OPS")

SENTENCES: Final[dict[Case, Sentence]] = {
    Case.RETURN_OUT_OF_RANGE: Sentence(
        "this returns {returned}, and a program of this kind may return {takes}",
        "return a number in that range on every path",
        "At program exit the register R0 has",
    ),
    Case.CALLBACK_RETURN_OUT_OF_RANGE: Sentence(
        "this returns {returned}, and a callback of {callee}() may return {takes}",
        "return a number in that range on every path",
        "callback return the register R0 has",
    ),
    Case.GLOBAL_FUNCTION_RETURNS_NOTHING: Sentence(
        "global function {callee}() returns nothing, which kernels before 7.1 refuse",
        "have it return an int, or make it static",
        "doesn't return scalar. Only those are supported",
    ),
    Case.GLOBAL_FUNCTION_RETURNS_POINTER: Sentence(
        "global function {callee}() returns {returned}, and may return numbers only",
        "make it static, or hand the result over in memory that the caller passes",
        "doesn't return scalar. Only those are supported",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each such return on a path, and each program that returns nothing."""
    yield from findings(context, SENTENCES)
    for program in context.programs:
        if returns_nothing(program):
            yield Found(
                program.body.name_span,
                f"{program.name} ends without a return statement, so nothing sets what it returns",
                "return a number on every path",
                level=Level.WARNING if _is_doubtful(context, program) else None,
                function=program.body.name,
                programs=(program.name,),
            )


def _is_doubtful(context: Context, program: Program) -> bool:
    """True where the statement may be in what the parser lost, or the hook may be one that returns nothing."""
    return bool(context.unit.lost) or program.kind is None or program.kind.type in _MAY_BE_VOID
