"""KF104: a known kfunc called without any declaration.

The compiler takes it for a function returning int, and libbpf finds no BTF for it. Says the exact line to add.
Only a note where the parser lost parts of the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Edit, Fix, Found, Level
from bpflint.base.span import Span
from bpflint.checks._declarations import extern
from bpflint.checks._insertion import line_for_declaration
from bpflint.checks._kfuncs import Reference, documentation, history, references
from bpflint.checks.context import Context
from bpflint.kernel.kfunc import Prototype
from bpflint.source.problems import Status
from bpflint.source.unit import Unit


def check(context: Context) -> Iterator[Found]:
    """Yield each undeclared kfunc at its first call. The first finding carries the declarations of all."""
    undeclared = [use for use in references(context) if use.declaration is None and use.call.implicit]
    lines = {use.written: _declaration(context, use) for use in undeclared}
    own = [use for use in undeclared if use.call.span.path == context.unit.path]
    missing = "".join(f"{lines[name]}\n" for name in dict.fromkeys(use.written for use in own) if lines[name])
    insertion = _insertion(context.unit, missing, min(use.call.span.line for use in own)) if missing else None
    for use in undeclared:
        line = lines[use.written]
        yield Found(
            span=use.call.span,
            message=f"{use.written}() is a kfunc that nothing declares",
            help=f"declare it: {line}" if line else "declare it with __ksym",
            # The declaration may be in what the parser lost.
            level=None if context.unit.status is Status.OK else Level.NOTE,
            fix=Fix("declare the kfuncs", (insertion,)) if insertion and use in own else None,
            function=use.function.name,
            docs=documentation(history(context, use.name)),
            key=use.written,
        )
        if use in own:
            insertion = None


def _declaration(context: Context, use: Reference) -> str:
    prototype = _prototype(context, use.name)
    return f"{extern(prototype, use.written)};" if prototype else ""


def _prototype(context: Context, name: str) -> Prototype | None:
    """This kernel's prototype, else the newest known."""
    kfunc = context.kernel.kfunc(name)
    if kfunc is not None:
        return kfunc.prototype
    known = history(context, name)
    return known.prototypes[-1][2] if known and known.prototypes else None


def _insertion(unit: Unit, text: str, before: int) -> Edit | None:
    """Put `text` where the code of line `before` will find it; None where there is no such place."""
    line = line_for_declaration(unit.lines(unit.path), before)
    return Edit(Span(unit.path, line, 1, line, 1), text) if line is not None else None
