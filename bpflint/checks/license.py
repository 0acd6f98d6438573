"""KF205: a kfunc called from a program whose licence is not compatible with the GPL.

Says nothing where the unit names no licence: another object may bring it at link time (BP505).
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found, Step
from bpflint.checks._kfuncs import documentation, history, kfunc_calls, programs_of
from bpflint.checks._license import closed_license
from bpflint.checks.context import Context


def check(context: Context) -> Iterator[Found]:
    """Yield the first kfunc call of each program."""
    variable = closed_license(context.unit)
    if variable is None:
        return
    accused: set[str] = set()
    for call in kfunc_calls(context):
        programs = tuple(name for name in programs_of(call.ways) if name not in accused)
        if not programs or context.kernel.kfunc(call.name) is None:
            continue
        accused.update(programs)
        yield Found(
            span=call.call.span,
            message=f"{call.name}() needs a licence compatible with the GPL, and this one is '{variable.value}'",
            help='SEC("license") must say "GPL", "Dual BSD/GPL" or another licence that the kernel knows as compatible',
            steps=(Step(variable.span, "the licence is set here"),),
            function=call.function,
            programs=programs,
            docs=documentation(history(context, call.name)),
        )
