"""References: what is acquired has to be given back, and is gone after that."""

from __future__ import annotations

from bpflint.base.span import Span
from bpflint.flow.domain.state import Death, Reference, State
from bpflint.flow.domain.values import Argument, Pointer, RegionKind, Trust, Value, is_null
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import trust_of
from bpflint.source.model import Call


def acquire(
    engine: Machine,
    state: State,
    call_: Call,
    callee: str,
    null: int,
    *,
    what: str = "reference",
    release_name: str = "",
    name: str = "",
    type_name: str = "",
) -> int:
    """Something now has to be given back. Returns its token."""
    token = engine.identity()
    state.owned[token] = Reference(
        callee, call_.span, name or result_name(call_), what, release_name, null, len(state.frames), type_name
    )
    state.tell(call_.span, f"{callee}() acquires {'it' if what == 'reference' else 'the ' + what} here", token, null)
    return token


def result_name(call_: Call) -> str:
    """How the user calls the result of a call."""
    name = call_.result.name if call_.result is not None else ""
    return name if name and "(" not in name else ""


def release(state: State, call_: Call, value: Value, callee: str, how: str = "released") -> None:
    """Gives back what `value` is. Where nobody knows what that is, everything might be given back."""
    if isinstance(value, Argument):
        value = value.pointer
    if not isinstance(value, Pointer):
        if not is_null(value):
            state.forget_references()
        return
    if value.life in state.owned:
        kill(state, value.life, how, callee, call_.span)
        state.tell(call_.span, f"{callee}() gives it back here", value.life, value.null)
    elif value.region.kind is RegionKind.OTHER or (
        value.region.kind is RegionKind.KERNEL and trust_of(state, value) is Trust.UNKNOWN
    ):
        state.forget_references()


def kill(state: State, token: int, how: str, callee: str, span: Span) -> None:
    """Ends the lifetime `token`."""
    state.owned.pop(token, None)
    state.dead[token] = Death(how, callee, span)
