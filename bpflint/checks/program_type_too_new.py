"""BP506: a program whose type, attach type or way of loading came after the kernel in question.

A warning where the kernel loads the program all the same and only cannot attach it.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found, Level
from bpflint.checks._too_new import too_new
from bpflint.checks.context import Context
from bpflint.libbpf.too_new import SLEEPABLE


def check(context: Context) -> Iterator[Found]:
    """Yield each such program at its name."""
    judged = {program.name for program in context.programs}
    for each in too_new(context):
        if each.program not in judged:
            continue
        ends = ": it loads, but cannot be attached" if each.loads else ""
        verb = "may be loaded" if each.what == SLEEPABLE else "exists"
        since = f"since kernel {each.since}" + (f", and before {each.before}" if each.before else "")
        yield Found(
            span=each.span,
            message=f"{each.what} {verb} {since} (section '{each.section}'){ends}",
            help="load it only on kernels that have it, with bpf_program__set_autoload() or a section '?...'",
            level=Level.WARNING if each.loads else None,
            function=each.program,
            programs=(each.program,),
            key=each.program,
        )
