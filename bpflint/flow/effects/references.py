"""References: what is acquired has to be given back, and is gone after that."""

from __future__ import annotations

from bpflint.flow.domain.holdings import Death, Reference
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Argument, Pointer, RegionKind, Trust, Value, is_null
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import trust_of
from bpflint.source.model import Call


def acquire(
    engine: Machine,
    state: State,
    site: Site,
    null: int,
    *,
    what: str = "reference",
    release_name: str = "",
    name: str = "",
    type_name: str = "",
) -> int:
    """Something now has to be given back. Returns its token."""
    token = engine.identity()
    name, depth, span = name or _result_name(site.call), len(state.frames), site.call.span
    state.owned[token] = Reference(site.name, span, name, what, release_name, null, depth, state.calls, type_name)
    subject = "it" if what == "reference" else f"the {what}"
    state.tell(site.call.span, f"{site.name}() acquires {subject} here", token, null)
    return token


def _result_name(call_: Call) -> str:
    """How the user calls the result of a call."""
    name = call_.result.name if call_.result is not None else ""
    return name if name and "(" not in name else ""


def release(state: State, site: Site, value: Value, how: str = "released") -> None:
    """Gives back what `value` is. Where nobody knows what that is, everything might be given back."""
    if isinstance(value, Argument):
        value = value.pointer
    if not isinstance(value, Pointer):
        if not is_null(value):
            state.forget_references()
        return
    if value.life in state.owned:
        kill(state, site, value.life, how)
        state.tell(site.call.span, f"{site.name}() gives it back here", value.life, value.null)
    elif value.region.kind is RegionKind.OTHER or (
        value.region.kind is RegionKind.KERNEL and trust_of(state, value) is Trust.UNKNOWN
    ):
        state.forget_references()


def kill(state: State, site: Site, token: int, how: str = "released") -> None:
    """A call ends the lifetime `token`."""
    state.owned.pop(token, None)
    state.dead[token] = Death(how, site.name, site.call.span)
