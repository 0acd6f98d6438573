"""KF301: a kfunc that came after the kernel in question.

Quiet about weak declarations of the user's own (KF306) and where nobody knows since when a kernel has the kfunc.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._kfuncs import documentation
from bpflint.checks._presence import Era, missing
from bpflint.checks.context import Context


def check(context: Context) -> Iterator[Found]:
    """Yield each use of a kfunc that came later."""
    for use in missing(context):
        if use.era is Era.AFTER or use.weak:
            continue
        yield Found(
            span=use.span,
            message=f"{use.name}() exists since kernel {use.since(context)}",
            help=f"declare it __weak and call it only if bpf_ksym_exists({use.name})",
            steps=use.steps,
            level=use.level,
            function=use.function,
            programs=use.programs,
            docs=documentation(use.kfunc),
            key=use.name,
        )
