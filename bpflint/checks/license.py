"""KF205: a licence that is not compatible with the GPL, where a kfunc is called or the type of a program needs one.

Says nothing where the unit names no licence: another object may bring it at link time (BP505).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found, Step
from bpflint.checks._as_compiled import as_compiled
from bpflint.checks._kfuncs import documentation, history, kfunc_calls, programs_of
from bpflint.checks.context import Context
from bpflint.flow.static.licence import closed_license

_CURE: Final = 'SEC("license") must say "GPL", "Dual BSD/GPL" or another licence that the kernel knows as compatible'
_CLOSED_TYPES: Final = {"BPF_PROG_TYPE_LSM": "LSM", "BPF_PROG_TYPE_STRUCT_OPS": "struct_ops"}
"""Source: bpf_lsm_verify_prog() in kernel/bpf/bpf_lsm.c, check_struct_ops_btf_id() in kernel/bpf/verifier.c."""


def check(context: Context) -> Iterator[Found]:
    """Yield each program of such a type, and the first kfunc call of each other."""
    variable = closed_license(context.unit)
    if variable is None:
        return
    accused: set[str] = set()
    for program in context.programs:
        if program.kind is not None and program.kind.type in _CLOSED_TYPES:
            accused.add(program.name)
            yield Found(
                span=program.body.name_span,
                message=f"{_CLOSED_TYPES[program.kind.type]} programs need a licence compatible with the GPL, "
                f"and this one is '{variable.value}'",
                help=_CURE,
                steps=(Step(variable.span, "the licence is set here"),),
                function=program.body.name.removeprefix("____"),
                programs=(program.name,),
            )
    for call in kfunc_calls(context, reachability=as_compiled(context).reachability):
        programs = tuple(name for name in programs_of(call.ways) if name not in accused)
        if not programs or context.kernel.kfunc(call.name) is None:
            continue
        accused.update(programs)
        yield Found(
            span=call.call.span,
            message=f"{call.name}() needs a licence compatible with the GPL, and this one is '{variable.value}'",
            help=_CURE,
            steps=(Step(variable.span, "the licence is set here"),),
            function=call.function,
            programs=programs,
            docs=documentation(history(context, call.name)),
        )
