"""KF105: arguments of the wrong number or kind, compared with what this kernel's verifier wants.

What values are is followed along the paths; besides, an argument is looked at whose origin is the same on every path:
the address of a variable where a number is wanted, the number that a call returned where a pointer is. May miss a
number that comes through memory or a branch.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._kfuncs import KfuncCall, documentation, kfunc_calls, level_of, programs_of, story
from bpflint.checks._origins import Origin, Origins
from bpflint.checks._sentences import Sentence, findings
from bpflint.checks.context import Context
from bpflint.flow.domain.cases import Case
from bpflint.kernel.kfunc import KfuncAt, Param
from bpflint.source.control_flow import Function
from bpflint.source.model import Call, Global, Local, String
from bpflint.source.types import Kind, Type

OWN_RULES: Final = frozenset({"bpf_dynptr_kern"})
"""Kernel structs that stand for something a program has on its stack: `struct bpf_dynptr`, in old prototypes."""

MAX_NESTING: Final = 4
"""Structs within structs; the verifier looks no deeper for numbers."""


SENTENCES: Final[dict[Case, Sentence]] = {
    Case.OWN_MEMORY_AS_KERNEL_STRUCT: Sentence(
        "{subject} points to the program's own memory, where {callee}() needs a struct {type} of the kernel",
        "pass the pointer itself, not its address, and only one that the kernel gave",
        "expected STRUCT {type}",
    ),
    Case.OTHER_STRUCT_PASSED: Sentence(
        "{subject} points to a struct {actual}, where {callee}() needs a struct {type}",
        "pass a struct {type}, or use the kfunc that takes a struct {actual}",
        "expected pointer to STRUCT {type} but R{argument} has a pointer to STRUCT {actual}",
    ),
    Case.OTHER_SORT_PASSED: Sentence(
        "{subject} points to {sort}, where {callee}() needs {wanted}",
        "pass {wanted}",
    ),
    Case.CALLBACK_TAKES_MORE: Sentence(
        "{subject}() reads more parameters than the {given} that {callee}() passes",
        "declare the callback as the documentation of {callee}() has it",
    ),
    Case.CALLBACK_NOT_STATIC: Sentence(
        "{subject}() is not static, and {callee}() calls back static functions only",
        "make it static",
        "callback function not static",
    ),
    Case.MEMBER_PASSED: Sentence(
        "{subject} points into a struct {type}, where {callee}() needs the struct itself",
        "pass the pointer to the struct, not the address of a member",
    ),
    Case.ARENA_PASSED: Sentence(
        "{subject} points into the arena, from which {callee}() takes nothing",
        "pass a buffer on the stack or in a map, and copy between the two",
        "type=arena expected",
    ),
    Case.READONLY_PASSED: Sentence(
        "{subject} is memory that may only be read, which {callee}() does not take",
        "copy it to a variable first",
        "R{argument} type=rdonly_",
    ),
    Case.INTEGER_AS_POINTER: Sentence(
        "{subject} is an integer, where {callee}() needs a pointer that the kernel gave",
        "pass a pointer to an object or buffer",
        "R{argument} type=scalar",
    ),
    Case.VARIABLE_STRING: Sentence(
        "{subject} is not a constant string, which {callee}() needs",
        "use a string literal or a const array at file scope",
        "R{argument} doesn't point to a const string",
    ),
    Case.FORMAT_REFUSED: Sentence(
        "the format string of {callee}() {problem}",
        "use conversions that bpf-helpers(7) lists, and pass one argument for each conversion",
        "Invalid format string",
    ),
    Case.CONTEXT_MOVED: Sentence(
        "{subject} points into the program's context, and {callee}() takes the context only as it came",
        "pass the context itself",
        "dereference of modified ctx ptr R{argument}",
    ),
    Case.OTHER_CONTEXT_PASSED: Sentence(
        "{subject} is this program's context, where {callee}() needs a struct {type}, which it is not",
        "use the kfunc for this type of program",
        "R{argument} type=ctx expected=fp",
    ),
    Case.NOT_THE_CONTEXT: Sentence(
        "{subject} is not the program's context, which {callee}() needs",
        "pass the context itself, not a copy or the kernel's object behind it",
        "R{argument} expected pointer to ctx",
    ),
    Case.CONTEXT_TAKEN_FOR_OTHER: Sentence(
        "{callee}() gives a struct {actual} in a program of this type, and it is taken for a struct {wanted}",
        "use the struct of this type of programs: struct {actual} *",
        "access beyond struct",
    ),
    Case.CONTEXT_IS_NO_STRUCT: Sentence(
        "{subject} is the context of a program of this type, which is no struct that {callee}() could give",
        "use the arguments of the hook as they come",
        "kern ctx type id",
    ),
    Case.PARAMETER_WITHOUT_SIZE: Sentence(
        "parameter {parameter} of global function {callee}() is {what}, which the verifier does not take",
        "make it a pointer to a struct, mark a context with __arg_ctx, or make the function static",
        "Caller passes invalid args into func",
    ),
    Case.NOT_ON_STACK: Sentence(
        "{subject} does not lie on the stack, where {callee}() wants what it hands to the callback",
        "pass a struct on the stack, and put the pointer into it",
        "R{argument} type=map_value expected=fp",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each argument that cannot be right."""
    wrong = context.once(_wrong)
    yield from wrong
    told = {found.span for found in wrong}
    yield from (found for found in findings(context, SENTENCES) if found.span not in told)


def _wrong(context: Context) -> Iterator[Found]:
    origins: dict[Function, Origins] = {}
    for call in kfunc_calls(context):
        kfunc = context.kernel.kfunc(call.name)
        if kfunc is None or not kfunc.prototype_certain:
            continue
        expected, given = len(kfunc.prototype.params), len(call.call.args)
        if expected != given:
            if call.declaration is None and not kfunc.prototype.variadic:
                yield _found(
                    context, call, kfunc, 0, f"{call.name}() takes {expected} arguments, and {given} are given"
                )
            continue
        function = call.ways[0][1].function
        if function not in origins:
            origins[function] = Origins(function)
        for position, (argument, param) in enumerate(zip(call.call.args, kfunc.prototype.params, strict=True), 1):
            origin = origins[function].of(argument)
            problem = _problem(context, origin, param) if origin is not None else None
            if problem:
                name = f" ('{param.base_name}')" if param.base_name else ""
                yield _found(context, call, kfunc, position, f"argument {position} of {call.name}(){name} {problem}")


def _found(context: Context, call: KfuncCall, kfunc: KfuncAt, position: int, message: str) -> Found:
    spans = call.call.arg_spans
    return Found(
        span=spans[position - 1] if 0 < position <= len(spans) and not call.call.macro else call.call.span,
        message=message,
        help=f"the prototype is: {kfunc.prototype.text}",
        steps=story(call.ways[0]),
        level=level_of(context, call.ways),
        function=call.function,
        programs=programs_of(call.ways),
        docs=documentation(kfunc),
        key=f"{call.name}/{position}",
    )


def _problem(context: Context, origin: Origin, param: Param) -> str | None:
    if param.type.kind in ("int", "enum") and isinstance(origin, Local | Global | String):
        return "must be a number, and an address is given"
    if param.type.kind != "pointer" or param.unchecked:
        return None
    if isinstance(origin, Local):
        struct = param.type.target.name if param.type.target is not None and param.type.target.kind == "struct" else ""
        if struct and struct not in OWN_RULES and _holds_pointers(context.unit.find_type(f"struct {struct}")):
            return f"must be a 'struct {struct}' of the kernel's, and '{origin.name}' is on the stack"
    if not isinstance(origin, Call):
        return None
    name = origin.callee if isinstance(origin.callee, str) and origin.callee not in context.unit.functions else ""
    called = context.kernel.kfunc(name) or context.kernel.helper(name)
    if called is not None and called.prototype.returns.kind == "int":
        return f"must be a pointer, and {name}() returns a number"
    return None


def _holds_pointers(record: Type | None, depth: int = 0) -> bool:
    """True if the verifier will not take plain memory for the struct: a member is not a number."""
    if record is None or not record.is_record or not record.complete or depth > MAX_NESTING:
        return False
    for member in record.fields:
        inner = member.type.target if member.type.kind is Kind.ARRAY else member.type
        if inner is not None and (inner.is_pointer or _holds_pointers(inner, depth + 1)):
            return True
    return False
