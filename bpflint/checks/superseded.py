"""KF305: a kfunc that works on this kernel and has a successor: here already, or on the kernels that lack the old one.

Quiet where the unit knows the successor already.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._kfuncs import documentation, history, kfunc_calls, programs_of
from bpflint.checks.context import Context
from bpflint.libbpf.ksym import essential_name


def check(context: Context) -> Iterator[Found]:
    """Yield the first call of each superseded kfunc."""
    known_here = {essential_name(name) for name, declared in context.unit.declarations.items() if declared.is_ksym}
    seen: set[str] = set()
    for call in kfunc_calls(context):
        kfunc, at = history(context, call.name), context.kernel.kfunc(call.name)
        if kfunc is None or at is None or not at.callable or kfunc.successor is None or call.name in seen:
            continue
        seen.add(call.name)
        successor = kfunc.successor
        if kfunc.until is None and context.kernel.kfunc(successor.name) is None:
            continue
        declaration = context.unit.declarations.get(successor.name)
        if successor.name in known_here and not (declaration and declaration.from_vmlinux):
            continue
        # A kernel's name with `___` in it has to be declared with a flavour behind it, which libbpf takes off.
        plain = essential_name(successor.name) == successor.name
        declared_as = successor.name if plain else f"{successor.name}___compat"
        since = f" since kernel {successor.since}" if successor.since else ""
        yield Found(
            span=call.call.span,
            message=f"{call.name}() is {successor.kind} {successor.name}(){since}",
            help=f"declare both __weak and use {declared_as}() where bpf_ksym_exists() finds it",
            function=call.function,
            programs=programs_of(call.ways),
            docs=documentation(kfunc),
            key=call.name,
        )
