"""KF301: a kfunc that came after the kernel in question.

Names the function that did the same before, where this kernel has one. Quiet about weak declarations of the user's own
(KF306) and where nobody knows since when a kernel has the kfunc.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._kfuncs import documentation
from bpflint.checks._presence import Era, missing
from bpflint.checks.context import Context
from bpflint.libbpf.ksym import essential_name


def check(context: Context) -> Iterator[Found]:
    """Yield each use of a kfunc that came later."""
    for use in missing(context):
        if use.lack.era is Era.AFTER or use.weak:
            continue
        yield Found(
            span=use.span,
            message=f"{use.name}() exists since kernel {use.since(context)}",
            help=_cure(context, use.name),
            steps=use.steps,
            level=use.level,
            function=use.function,
            programs=use.programs,
            docs=documentation(use.lack.kfunc),
            key=use.name,
        )


def _cure(context: Context, name: str) -> str:
    older = _predecessor(context, name)
    if older is None:
        return f"declare it __weak and call it only if bpf_ksym_exists({name})"
    # A kernel's name with `___` in it has to be declared with a flavour behind it, which libbpf takes off.
    declared_as = name if essential_name(name) == name else f"{name}___compat"
    return f"until then it is {older}(): declare both __weak, and call {declared_as}() where bpf_ksym_exists() finds it"


def _predecessor(context: Context, name: str) -> str | None:
    """The function that `name` replaced and that this kernel lets programs call."""
    for older in context.facts.predecessors.get(name, ()):
        kfunc = context.kernel.kfunc(older)
        if kfunc is not None and kfunc.callable:
            return older
    return None
