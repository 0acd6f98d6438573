"""A call where it stands: how the user names its arguments, and what it may do where nothing more is known of it."""

from __future__ import annotations

from bpflint.flow.domain import arithmetic
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import UNKNOWN, Pointer, RegionKind, Value
from bpflint.flow.machine.context import Machine
from bpflint.source.model import Call, Kind, Local


def argument_name(call_: Call, index: int) -> str:
    """How the user calls argument `index` (from 0)."""
    operand = call_.args[index] if index < len(call_.args) else None
    name = getattr(operand, "name", "")
    if name:
        return f"&{name}" if isinstance(operand, Local) else str(name)
    return f"argument {index + 1}"


def unknown(engine: Machine, state: State, call_: Call, args: tuple[Value, ...]) -> bool:
    """Runs a call of which nothing is known: it may change all memory it can reach, and gives anything."""
    state.calls += 1
    havoc(state, args)
    result: Value = UNKNOWN
    if call_.result is not None and call_.result.type.kind in (Kind.INT, Kind.ENUM):
        result = arithmetic.fresh(call_.result.type, engine.identity(), vague=True)
    engine.result(state, call_, result)
    return True


def havoc(state: State, args: tuple[Value, ...]) -> None:
    """What a call can reach may have changed: shared memory, and the stack that its arguments point to."""
    state.forget_shared()
    for value in args:
        if isinstance(value, Pointer) and value.region.kind in (RegionKind.STACK, RegionKind.ALLOC):
            state.clobber(value.region)
