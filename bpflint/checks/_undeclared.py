"""Calls of functions that nothing declares and no kernel has: a header is missing, or a macro that it would define."""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.span import Span
from bpflint.checks._kfuncs import kept_functions
from bpflint.kernel import Facts
from bpflint.libbpf.ksym import essential_name
from bpflint.source.model import Call
from bpflint.source.unit import Unit


def undeclared_calls(unit: Unit, facts: Facts) -> Iterator[Call]:
    """The calls, in code that the compiler keeps, of what is neither declared nor a kfunc, helper or builtin."""
    own = None
    for function in kept_functions(unit):
        for call in function.calls():
            name = call.callee
            if not call.implicit or not isinstance(name, str) or name.startswith("__"):
                continue
            if name in unit.functions or name in facts.helpers or essential_name(name) in facts.kfuncs:
                continue
            own = unit.own_kfuncs() if own is None else own
            if name not in own:
                yield call


def is_within(inner: Span, outer: Span) -> bool:
    """Whether one piece of text is part of another."""
    begins = (outer.line, outer.column) <= (inner.line, inner.column)
    return inner.path == outer.path and begins and (inner.line, inner.column) < (outer.end_line, outer.end_column)
