"""Arguments that are objects of the kernel: of the right struct, owned where they are released, and trusted."""

from __future__ import annotations

from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import CALLER, OWN_MEMORY, Pointer, RegionKind, Trust
from bpflint.flow.machine.context import Machine
from bpflint.flow.machine.trust import trust_of
from bpflint.flow.static.kfunc_arguments import Want
from bpflint.flow.static.struct_layout import is_scalar_struct, struct_at
from bpflint.kernel.kfunc import KfuncAt
from bpflint.source.types import Type

_SOCKETS = frozenset({"sock", "sock_common"})
_PACKET, _PACKET_SEEN = "sk_buff", "__sk_buff"
UNFINISHED = "___init"
"""Ends the name of a struct that is not yet in use; the verifier never takes one for the other."""


def check_object(
    engine: Machine,
    state: State,
    kfunc: KfuncAt,
    want: Want,
    value: Pointer,
    span: Span,
    parts: dict[str, str],
) -> None:
    region = value.region
    about = (value.null, value.life)
    releases = "KF_RELEASE" in kfunc.flags and want.index == 0
    if region.kind in OWN_MEMORY or region.kind is RegionKind.STRING:
        known = engine.unit.find_type(f"struct {want.struct}")
        if region.kind is RegionKind.MEMORY and region.origin == CALLER:
            return
        # The address of a local variable is a matter of types, which KF105 looks after.
        if region.kind is RegionKind.STACK and parts["subject"].startswith("&"):
            return
        if is_scalar_struct(known) is False and (kfunc.trusted_args or "KF_RCU" in kfunc.flags):
            engine.report(
                state,
                Case.OWN_MEMORY_AS_KERNEL_STRUCT,
                span,
                about=about,
                key=parts["subject"],
                type=want.struct,
                parts=parts,
            )
        return
    if region.kind is RegionKind.ALLOC and not region.percpu and (not releases or value.life in state.owned):
        check_struct(engine, state, want.struct, value, span, parts)
    if region.kind is not RegionKind.KERNEL:
        return
    if releases and value.life not in state.owned:
        if trust_of(state, value) is not Trust.UNKNOWN:
            engine.report(
                state, Case.RELEASED_UNOWNED, span, about=about, key=parts["subject"], type=want.struct, parts=parts
            )
        return
    if releases and value.offset != 0:
        engine.report(state, Case.RELEASED_AT_OFFSET, span, about=about, key=parts["subject"], parts=parts)
        return
    if kfunc.trusted_args or "KF_RCU" in kfunc.flags:
        case = _distrust(value, trust_of(state, value), rcu="KF_RCU" in kfunc.flags)
        if case is not None:
            # The verifier says one thing of an argument, and looks at trust first.
            engine.report(state, case, span, about=about, key=parts["subject"], type=want.struct, parts=parts)
            return
    check_struct(engine, state, want.struct, value, span, parts)


def _distrust(value: Pointer, trust: Trust, *, rcu: bool) -> Case | None:
    """Why a kfunc that wants a trusted pointer, or one that RCU protects, does not take this one; None if it does."""
    if trust is Trust.RCU:
        return None if rcu else Case.RCU_POINTER_NOT_TRUSTED
    if trust not in (Trust.UNTRUSTED, Trust.PLAIN):
        return None
    if value.trust is Trust.RCU:
        return Case.POINTER_OUTLIVED_RCU
    if trust is Trust.UNTRUSTED:
        return Case.WALKED_POINTER_NEEDS_RCU if rcu else Case.WALKED_POINTER_PASSED
    return Case.PLAIN_POINTER_NEEDS_RCU if rcu else Case.PLAIN_POINTER_PASSED


def check_struct(
    engine: Machine,
    state: State,
    wanted: str,
    value: Pointer,
    span: Span,
    parts: dict[str, str],
) -> None:
    """Reports an object that is not of the struct `wanted`, nor begins with one."""
    actual = state.type_of(value.region)
    if actual is None or value.offset is None:
        return
    about = (value.null, value.life)
    if _differs_by_unfinished(actual.name, wanted) or _is_other(actual, value.offset, value.trust, wanted):
        case = Case.MEMBER_PASSED if actual.name == wanted else Case.OTHER_STRUCT_PASSED
        engine.report(
            state, case, span, about=about, key=parts["subject"], type=wanted, actual=actual.name, parts=parts
        )


def _differs_by_unfinished(actual: str, wanted: str) -> bool:
    """True where one struct is the other before it is complete: `nf_conn___init` and `nf_conn`."""
    return actual != wanted and actual.removesuffix(UNFINISHED) == wanted.removesuffix(UNFINISHED)


def _is_other(actual: Type, offset: int, trust: Trust, wanted: str) -> bool:
    """True where no struct `wanted` lies at `offset` of `actual`, to the knowledge of the verifier and of this unit."""
    if not actual.name or not actual.complete or "___" in actual.name or "___" in wanted or trust is Trust.UNKNOWN:
        return False
    # A sock may be any of its relatives to the verifier, and a packet what programs see of it.
    if {actual.name, wanted} & _SOCKETS and actual.name != _PACKET:
        return False
    if _PACKET_SEEN in (actual.name, wanted) or wanted == _PACKET:
        return False
    return struct_at(actual, offset, wanted) is False
