"""What helpers' arguments are checked for, by the types that the kernel's prototypes give them.

Where a helper has several forms, only what every form refuses is refused. A pointer of unknown origin is taken as
right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import CALLER, Pointer, RegionKind, Scalar, Trust, Value
from bpflint.flow.walk import call_dispatch
from bpflint.flow.walk.trust import trust_of
from bpflint.kernel.helper_contract import Checked, HelperContract
from bpflint.source.model import Call

if TYPE_CHECKING:
    from bpflint.flow.walk.context import Machine

_NULLABLE: Final = (RegionKind.MAP_VALUE, RegionKind.ALLOC, RegionKind.MEMORY)
"""Memory that calls give or do not give; of objects of the kernel the verifier knows less than the program."""
_TYPED: Final = ("ARG_PTR_TO_BTF_ID", "ARG_PTR_TO_BTF_ID_SOCK_COMMON")
_OWN: Final = frozenset({"ARG_PTR_TO_DYNPTR", "ARG_PTR_TO_PERCPU_BTF_ID", "ARG_PTR_TO_FUNC", "ARG_KPTR_XCHG_DEST"})
"""Arguments of which the effects of the helper say themselves what is wrong."""


def check(engine: Machine, state: State, call_: Call, contract: HelperContract, args: tuple[Value, ...]) -> None:
    """Checks all arguments of a call."""
    for index, value in enumerate(args):
        forms = contract.argument(index)
        if not forms or len(forms) != len(contract.forms) or any(each.kind in _OWN for each in forms):
            continue
        if all(each.is_pointer for each in forms):
            _check_pointer(engine, state, call_, contract, index, forms, value)


def _check_pointer(
    engine: Machine,
    state: State,
    call_: Call,
    contract: HelperContract,
    index: int,
    forms: tuple[Checked, ...],
    value: Value,
) -> None:
    if isinstance(value, Scalar):
        _check_constant(engine, state, call_, contract.name, index, forms, value)
    if not isinstance(value, Pointer) or state.death(value) is not None:
        return
    if any(each.is_released for each in forms):
        return  # the release says it
    if (
        not any(each.may_be_null for each in forms)
        and value.region.kind in _NULLABLE
        and state.nullness(value) is not False
    ):
        report_null(engine, state, call_, contract.name, index, value)
    if all(each.kind in _TYPED for each in forms):
        _check_trust(engine, state, call_, contract.name, index, value)


def _check_constant(
    engine: Machine, state: State, call_: Call, name: str, index: int, forms: tuple[Checked, ...], value: Scalar
) -> None:
    constant = state.constant(value)
    if constant is None or (constant == 0 and any(each.may_be_null for each in forms)):
        return
    case = Case.INTEGER_AS_POINTER if constant else Case.NULL_PASSED
    engine.report(state, case, call_.span, key=f"{name}:{index}", parts=_parts(call_, name, index))


def _check_trust(engine: Machine, state: State, call_: Call, name: str, index: int, value: Pointer) -> None:
    if value.region.kind is not RegionKind.KERNEL or trust_of(state, value) is not Trust.UNTRUSTED:
        return
    about = (value.null, value.life)
    parts = _parts(call_, name, index)
    engine.report(
        state, Case.UNTRUSTED_TO_HELPER, call_.span, about=about, key=name, type=value.region.name, parts=parts
    )


def report_null(engine: Machine, state: State, call_: Call, name: str, index: int, value: Pointer) -> None:
    """Says that an argument may be NULL; behind the call it is not."""
    origin = value.region.origin
    case = Case.RESULT_PASSED_UNCHECKED if origin and origin != CALLER else Case.POINTER_PASSED_UNCHECKED
    about, parts = (value.null, value.life), {**_parts(call_, name, index), "parameter": ""}
    engine.report(state, case, call_.span, about=about, key=f"{name}:{index}", origin=origin, parts=parts)
    state.nulls[value.null] = False


def _parts(call_: Call, name: str, index: int) -> dict[str, str]:
    return {"callee": name, "argument": str(index + 1), "subject": call_dispatch.argument_name(call_, index)}
