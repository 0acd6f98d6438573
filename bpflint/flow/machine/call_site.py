"""A call where it stands: how the user names its arguments, and what it may do where nothing more is known of it."""

from __future__ import annotations

from dataclasses import dataclass

from bpflint.base.span import Span
from bpflint.flow.domain import arithmetic, packet_room
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import UNKNOWN, Argument, Pointer, RegionKind, Value
from bpflint.flow.machine.context import Machine
from bpflint.source.model import Call, Local
from bpflint.source.types import Kind


@dataclass(frozen=True, slots=True)
class Site:
    """A call of the kfunc or helper `name`, on a path: `args` are the values that it is given. Positions begin at 0."""

    call: Call
    name: str
    args: tuple[Value, ...]

    @classmethod
    def of(cls, call_: Call, name: str, args: tuple[Value, ...]) -> Site:
        """A call whose callee says by what it takes of which type the arguments of a hook are."""
        return cls(call_, name, tuple(value.pointer if isinstance(value, Argument) else value for value in args))

    def value(self, index: int) -> Value:
        """What is passed as argument `index`."""
        return self.args[index] if index < len(self.args) else UNKNOWN

    def subject(self, index: int) -> str:
        """How the user calls argument `index`."""
        return argument_name(self.call, index)

    def span(self, index: int) -> Span:
        """Where argument `index` stands, or else the call."""
        return self.call.arg_spans[index] if index < len(self.call.arg_spans) else self.call.span

    def parts(self, index: int, **more: str) -> dict[str, str]:
        """The parts of a sentence about argument `index`."""
        return {"callee": self.name, "argument": str(index + 1), "subject": self.subject(index), **more}


def argument_name(call_: Call, index: int) -> str:
    """How the user calls argument `index` (from 0)."""
    operand = call_.args[index] if index < len(call_.args) else None
    name = getattr(operand, "name", "")
    if name:
        return f"&{name}" if isinstance(operand, Local) else str(name)
    return f"argument {index + 1}"


def any_number(engine: Machine, call_: Call) -> Value:
    """Any value of the type of a call's result."""
    return arithmetic.fresh(call_.result.type, engine.identity()) if call_.result is not None else UNKNOWN


def gives_number(engine: Machine, state: State, call_: Call) -> bool:
    """Gives a call any number of its type as its result."""
    is_number = call_.result is not None and call_.result.type.size and not call_.result.type.is_pointer
    engine.result(state, call_, any_number(engine, call_) if is_number else UNKNOWN)
    return True


def unknown(engine: Machine, state: State, call_: Call, args: tuple[Value, ...]) -> bool:
    """Runs a call of which nothing is known: it may change all memory it can reach, and gives anything."""
    state.calls += 1
    packet_room.forget(state)
    havoc(state, args)
    result: Value = UNKNOWN
    if call_.result is not None and call_.result.type.kind in (Kind.INT, Kind.ENUM):
        result = arithmetic.fresh(call_.result.type, engine.identity(), vague=True)
    engine.result(state, call_, result)
    return True


def havoc(state: State, args: tuple[Value, ...]) -> None:
    """What a call can reach may have changed: shared memory, and the stack that its arguments point to."""
    state.forget_shared(known=True)
    for value in args:
        if isinstance(value, Pointer) and value.region.kind in (RegionKind.STACK, RegionKind.ALLOC):
            state.clobber(value.region)
