"""KF103: a kfunc declared without `__ksym`, so that libbpf does not look for it in the kernel.

Only functions that are called, have a known kfunc's name and no body in the unit. May miss a kfunc of a module that
bpflint does not know.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Edit, Fix, Found, Step
from bpflint.base.span import Span
from bpflint.checks._kfuncs import documentation, history, references
from bpflint.checks.context import Context


def check(context: Context) -> Iterator[Found]:
    """Yield each such declaration."""
    for reference in references(context):
        declaration = reference.declaration
        if declaration is None or declaration.is_ksym or declaration.from_vmlinux or declaration.section:
            continue
        span = declaration.span
        end = Span(span.path, span.end_line, span.end_column, span.end_line, span.end_column)
        yield Found(
            span=span,
            message=f"{reference.written}() is a kfunc, but its declaration lacks __ksym",
            help="add __ksym after the parameters",
            steps=(Step(reference.call.span, "called here"),),
            fix=Fix("add __ksym", (Edit(end, " __ksym"),)),
            docs=documentation(history(context, reference.name)),
            key=reference.written,
        )
