"""Callbacks that run inside a call: `bpf_loop()`, `bpf_for_each_map_elem()`, the `less` of a tree.

The verifier follows the callback zero or more times in the state of the caller. What the callback acquires it must
give back itself.
"""

from __future__ import annotations

from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import Frame, State
from bpflint.flow.domain.values import UNKNOWN, Pointer, RegionKind, Scalar, Value, any_integer
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.roots import Root
from bpflint.source.control_flow import Function
from bpflint.source.model import Call, Load, Local

ROUNDS = 6
"""How often one path runs a callback before the counters it is given are forgotten."""
_ROUND = -1
REPEATED = frozenset({"bpf_loop", "bpf_for_each_map_elem", "bpf_user_ringbuf_drain"})
"""Those whose callback may run more than once."""


def function_of(engine: Machine, value: Value) -> Function | None:
    """The function of the unit that a value is the address of."""
    if isinstance(value, Pointer) and value.region.kind is RegionKind.FUNCTION:
        return engine.unit.functions.get(value.region.name)
    return None


def check_static(engine: Machine, state: State, call: Call, callee: str, value: Value) -> None:
    """Reports a callback that is visible outside of its file. Libbpf takes hidden ones for static.

    Source: check_ld_imm() in kernel/bpf/verifier.c.
    """
    function = function_of(engine, value)
    if function is not None and not function.is_static and not function.is_hidden:
        parts = {"callee": callee, "subject": function.name}
        engine.report(state, Case.CALLBACK_NOT_STATIC, call.span, key=function.name, parts=parts)


def is_read(function: Function, variable: Local) -> bool:
    """True if the function reads a variable as a whole."""
    return any(
        isinstance(each, Load) and each.address is variable for block in function.blocks for each in block.instructions
    )


def run(
    engine: Machine,
    state: State,
    call: Call,
    function: Function,
    args: tuple[Value, ...],
    role: str,
    result: Value,
    *,
    skip: bool = True,
) -> bool:
    """Runs a callback in the caller's state; `skip` allows that it never runs. False: this path is not new."""
    if any(frame.function is function for frame in state.frames) or len(state.frames) >= engine.budget.depth:
        engine.result(state, call, result)
        return True
    if any(is_read(function, parameter) for parameter in function.params[len(args) :]):
        parts = {"callee": role, "subject": function.name, "given": str(len(args))}
        engine.report(state, Case.CALLBACK_TAKES_MORE, call.span, key=function.name, parts=parts)
    if skip:
        other = state.fork()
        engine.result(other, call, result)
        engine.work.append(other)
    engine.enter(state, function, args, call, role)
    state.top.temps[-1] = result
    return engine.pruning.is_new(state)


def is_widened(frame: Frame) -> bool:
    """True once so many rounds of a callback were run that what it counts was forgotten."""
    return frame.rounds.get(_ROUND, 0) > ROUNDS


def returned(engine: Machine, state: State, frame: Frame, value: Value) -> bool:
    """A callback returned: the call that ran it goes on, or runs it again."""
    del value
    call = frame.call
    assert call is not None
    result = frame.temps.get(-1)
    if frame.role in REPEATED:
        again = state.fork()
        engine.enter(again, frame.function, frame.args, call, frame.role)
        again.top.held = frame.held
        again.top.rounds[_ROUND] = rounds = frame.rounds.get(_ROUND, 0) + 1
        if rounds > ROUNDS:
            _widen(again, frame.args)
        if result is not None:
            again.top.temps[-1] = result
        if engine.pruning.is_new(again):
            engine.work.append(again)
    if result is not None:
        engine.result(state, call, result)
    return engine.pruning.is_new(state)


def _widen(state: State, args: tuple[Value, ...]) -> None:
    """Forgets the counters in the stack memory that a callback is given."""
    for value in args:
        if not isinstance(value, Pointer) or value.region.kind is not RegionKind.STACK:
            continue
        cells = state.memory.get(value.region)
        if cells is None:
            continue
        for offset, (size, content) in list(cells.values.items()):
            if isinstance(content, Scalar):
                state.write(value.region, offset, size, any_integer(size))
                state.widened = True


def later(engine: Machine, state: State, function: Function, name: str, holder: Value, *, sleepable: bool) -> None:
    """Queues an asynchronous callback `int cb(map, key, value)`."""
    args: list[Value] = [UNKNOWN, Pointer(engine.map_key(name)), UNKNOWN]
    if isinstance(holder, Pointer) and holder.region.kind is RegionKind.MAP_VALUE:
        region = engine.region(
            RegionKind.MAP_VALUE,
            state.type_of(holder.region),
            holder.region.name,
            holder.region.size,
            map=holder.region.map,
        )
        args[2] = Pointer(region)
    engine.roots.add(Root(function, tuple(args), name, sleepable, state.way))
