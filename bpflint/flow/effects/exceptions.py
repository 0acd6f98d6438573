"""Exceptions: `bpf_throw()` unwinds the whole program, so nothing may be owned or open where it is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import Frame, State
from bpflint.flow.domain.values import Value
from bpflint.flow.effects.effect import Effect
from bpflint.flow.machine import exits
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.flow.static.return_ranges import return_range, words
from bpflint.source.control_flow import Function, Return
from bpflint.source.model import Call, Cast, Load, Temp
from bpflint.source.types import Kind

TAG = "exception_callback:"


def check_throw(engine: Machine, state: State, site: Site) -> None:
    """Reports what an exception would leave behind here, and what it would make the program return."""
    check_unwinding(engine, state, site.call.span)
    if site.args and not callbacks_of(engine.program.function):
        _check_cookie(engine, state, site.call, site.args[0])


def _throw(engine: Machine, state: State, site: Site) -> bool:
    del engine, state, site
    return False


def check_unwinding(engine: Machine, state: State, span: Span) -> None:
    """Reports what an exception would leave behind if one came out of a call here."""
    roles = [frame.role for frame in state.frames if frame.role]
    role = roles[-1] if roles else engine.root.role if engine.root.role not in ("program", "global") else ""
    if role:
        engine.report(state, Case.THROW_IN_CALLBACK, span, key="callback", callee=role, where=state.top.function.name)
    exits.check_balance(engine, state, span, "throw")


def _check_cookie(engine: Machine, state: State, call: Call, value: Value) -> None:
    """Without an exception callback the cookie is what the program returns."""
    allowed = return_range(engine.kernel, engine.kind) if engine.kind is not None else None
    constant = state.constant(value)
    if allowed is None or constant is None or allowed[0] <= constant <= allowed[1]:
        return
    engine.report(state, Case.THROW_OUT_OF_RANGE, call.span, value=str(constant), takes=words(allowed))


def callbacks_of(function: Function) -> list[str]:
    """The exception callbacks that the program's tags name."""
    return [tag.removeprefix(TAG) for tag in function.decl_tags if tag.startswith(TAG)]


def check_program(engine: Machine) -> None:
    """Checks the exception callback that a program names."""
    program = engine.program.function
    names = callbacks_of(program)
    span = program.name_span
    state = State()
    state.frames.append(Frame(program, engine.cfg(program)))
    if not names or engine.lacks("bpf_throw"):
        return  # without exceptions the tag means nothing
    if len(set(names)) > 1:
        engine.report(state, Case.SEVERAL_EXCEPTION_CALLBACKS, span, key="several", subject=program.name)
        return
    function = engine.unit.functions.get(names[0])
    if function is None:
        return
    parts = {"subject": program.name, "callee": function.name}
    if function.is_static or function.is_hidden:
        # bpf_prog_assign_exc_cb() in src/libbpf.c, bpf_find_exception_callback_insn_off() in kernel/bpf/verifier.c
        engine.report(state, Case.EXCEPTION_CALLBACK_HIDDEN, span, key="hidden", parts=parts)
        return
    returns = function.type.target
    params = function.params
    if len(params) != 1 or params[0].type.kind not in (Kind.INT, Kind.ENUM):
        engine.report(state, Case.EXCEPTION_CALLBACK_ARGUMENTS, span, key="argument", parts=parts)
    elif returns is not None and returns.kind is Kind.VOID:
        engine.report(state, Case.EXCEPTION_CALLBACK_VOID, span, key="void", parts=parts)
    elif returns is not None and returns.kind is Kind.POINTER:
        engine.report(state, Case.EXCEPTION_CALLBACK_POINTER, span, key="pointer", parts=parts)
    else:
        _check_body(engine, state, function, parts)
    for caller in engine.summaries.reached(program):
        for call in caller.calls():
            if call.callee == function.name:
                engine.report(state, Case.EXCEPTION_CALLBACK_CALLED, call.span, key="called", parts=parts)


def _check_body(engine: Machine, state: State, function: Function, parts: dict[str, str]) -> None:
    if engine.summaries.may_throw(function):
        engine.report(state, Case.EXCEPTION_CALLBACK_THROWS, function.name_span, key="throws", parts=parts)
    allowed = return_range(engine.kernel, engine.kind) if engine.kind is not None else None
    if allowed is not None and _returns_anything(function):
        engine.report(
            state,
            Case.EXCEPTION_CALLBACK_RANGE,
            function.name_span,
            key="range",
            takes=words(allowed),
            parts=parts,
        )


def _returns_anything(function: Function) -> bool:
    """True if the function returns its argument as it came."""
    if len(function.blocks) != 1 or not function.params:
        return False
    block = function.blocks[0]
    if not isinstance(block.terminator, Return):
        return False
    value = block.terminator.value
    for instruction in reversed(block.instructions):
        if isinstance(instruction, Cast) and instruction.result is value:
            value = instruction.operand
        elif isinstance(instruction, Load) and instruction.result is value and isinstance(value, Temp):
            return instruction.address is function.params[0]
    return False


EFFECTS: Final[Mapping[str, Effect]] = {"bpf_throw": Effect(_throw, check_throw)}
