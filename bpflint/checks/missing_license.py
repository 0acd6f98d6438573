"""BP505: programs in a unit without a licence. The kernel then takes them for proprietary.

A warning where something is called that such programs may not call, else a note. No error: the licence may come from
another object when several are linked, and only a note where the unit shows that it is one of several. Silent where a
project keeps its licence in one source and several others have none: they are linked; and where the loader gives one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found, Level
from bpflint.checks._helpers import helper_calls
from bpflint.checks._kfuncs import is_part, kfunc_calls
from bpflint.checks.context import Context
from bpflint.flow.static.licence import license_of

_GIVES_LICENCE: Final = "aya"
"""The loader that takes a source without a licence for GPL (aya-obj's `Object::parse`)."""


def check(context: Context) -> Iterator[Found]:
    """Yield once, at the first program of the file itself: what headers bring belongs to whoever links it."""
    program = next((program for program in context.programs if not program.function.in_header), None)
    if program is None or license_of(context.unit) is not None:
        return
    if context.loader == _GIVES_LICENCE or context.unit.shares_licence():
        return
    refused = None if is_part(context) else next(_refused(context), None)
    yield Found(
        span=program.body.name_span,
        message="no licence is given" + (f", so {refused}() will be refused" if refused else ""),
        help='add: char _license[] SEC("license") = "GPL";',
        level=Level.WARNING if refused else None,
        function=program.body.name,
    )


def _refused(context: Context) -> Iterator[str]:
    """What is called and kept for GPL-compatible programs: every kfunc, and some helpers."""
    yield from (call.name for call in kfunc_calls(context))
    yield from (call.name for call in helper_calls(context) if call.helper is not None and call.helper.gpl_only)
