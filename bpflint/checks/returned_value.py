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
from bpflint.flow.static.missing_results import ends_without_value, returns_nothing
from bpflint.flow.static.return_ranges import callback_range, return_range, words
from bpflint.libbpf.programs import Program
from bpflint.source.control_flow import Function
from bpflint.source.model import FunctionRef

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
    """Yield each such return on a path, and each program and callback that returns nothing."""
    yield from findings(context, SENTENCES)
    for program in context.programs:
        level = Level.WARNING if _is_doubtful(context, program) else None
        if returns_nothing(program):
            yield _without_statement(program.body, (program.name,), "nothing sets what it returns", level)
        elif level is None and program.kind is not None and ends_without_value(program.body):
            takes = return_range(context.kernel, program.kind)
            if takes is not None:
                why = f"it returns what its last call left, and a program of this kind may return {words(takes)}"
                yield _without_statement(program.body, (program.name,), why, Level.WARNING)
    if not context.unit.lost:
        yield from _callbacks(context)


def _callbacks(context: Context) -> Iterator[Found]:
    """Callbacks that end without a return statement, of which the verifier wants one."""
    told: set[str] = set()
    for at in context.reached_calls():
        callee = at.call.callee
        takes = callback_range(callee) if isinstance(callee, str) else None
        names = [each.name for each in at.call.args if isinstance(each, FunctionRef)] if takes is not None else []
        for name in names:
            function = context.unit.functions.get(name)
            if takes is None or function is None or name in told or not ends_without_value(function):
                continue
            told.add(name)
            programs = tuple(dict.fromkeys(program.name for program, _ in at.ways))
            why = f"it returns what was in the register, and a callback of {callee}() may return {words(takes)}"
            yield _without_statement(function, programs, why, Level.WARNING)


def _without_statement(function: Function, programs: tuple[str, ...], why: str, level: Level | None) -> Found:
    name = function.name.removeprefix("____")
    return Found(
        function.name_span,
        f"{name} ends without a return statement, so {why}",
        "return a number on every path",
        level=level,
        function=function.name,
        programs=programs,
    )


def _is_doubtful(context: Context, program: Program) -> bool:
    """True where the statement may be in what the parser lost, or the hook may be one that returns nothing."""
    return bool(context.unit.lost) or program.kind is None or program.kind.type in _MAY_BE_VOID
