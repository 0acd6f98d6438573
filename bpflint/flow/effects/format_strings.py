"""Format strings that the verifier reads, and the number of arguments that go with them.

Source: check_bpf_snprintf_call() in kernel/bpf/verifier.c. Of other helpers that print nobody looks at the string
before they run.
"""

from __future__ import annotations

from typing import Final

from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.state import State
from bpflint.flow.domain.values import Pointer
from bpflint.flow.machine.call_site import Site
from bpflint.flow.machine.context import Machine
from bpflint.flow.static.doubtful_accesses import is_constant
from bpflint.kernel.bpf_machine import REGISTER
from bpflint.kernel.format_string import refusal
from bpflint.source.model import String

NAME: Final = "bpf_snprintf"
_FORMAT, _BYTES = 2, 4
"""Positions of arguments."""


def check(engine: Machine, state: State, site: Site) -> None:
    """Reports arguments that are no whole registers, and a string that does not go with them."""
    size = state.constant(site.value(_BYTES))
    if size is None:
        return
    if size % REGISTER:
        parts = site.parts(_BYTES, wanted=str(size))
        engine.report(state, Case.DATA_IN_PARTS, site.span(_BYTES), key=site.name, parts=parts)
        return
    text, sure = _text(site)
    problem = refusal(text, size // REGISTER) if text is not None else ""
    if problem:
        parts = site.parts(_FORMAT, problem=problem)
        engine.report(state, Case.FORMAT_REFUSED, site.span(_FORMAT), key=site.name, sure=sure, parts=parts)


def _text(site: Site) -> tuple[str | None, bool]:
    """The string if it is known, and whether no loader may put another in its place."""
    operand = site.call.args[_FORMAT] if len(site.call.args) > _FORMAT else None
    if isinstance(operand, String):
        return operand.text, True
    value = site.value(_FORMAT)
    variable = value.region.variable if isinstance(value, Pointer) and value.offset == 0 else None
    if variable is None or not isinstance(variable.value, str) or not is_constant(variable):
        return None, False
    if variable.type.is_pointer or len(variable.value) >= variable.type.size:
        return None, False
    return variable.value, variable.is_static
