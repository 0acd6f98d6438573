"""KF104: a known kfunc called without any declaration.

The compiler takes it for a function returning int, and libbpf finds no BTF for it. Says the exact line to add.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bpflint.checks._declarations import extern
from bpflint.checks._kfuncs import documentation, history, references
from bpflint.checks.context import Context
from bpflint.finding import Edit, Fix, Found
from bpflint.kernel.kfunc import Prototype
from bpflint.source.model import Span, Unit

_INCLUDE = re.compile(r"\s*#\s*include\b")


def check(context: Context) -> Iterator[Found]:
    """Yield each undeclared kfunc at its first call."""
    for reference in references(context):
        if reference.declaration is not None or not reference.call.implicit:
            continue
        prototype = _prototype(context, reference.name)
        line = f"{extern(prototype, reference.written)};" if prototype else ""
        yield Found(
            span=reference.call.span,
            message=f"{reference.written}() is a kfunc that nothing declares",
            help=f"declare it: {line}" if line else "declare it with __ksym",
            fix=Fix("declare the kfunc", (_insert(context.unit, line),)) if line else None,
            function=reference.function.name,
            docs=documentation(history(context, reference.name)),
            key=reference.written,
        )


def _prototype(context: Context, name: str) -> Prototype | None:
    """This kernel's prototype, else the newest known."""
    kfunc = context.kernel.kfunc(name)
    if kfunc is not None:
        return kfunc.prototype
    known = history(context, name)
    return known.prototypes[-1][2] if known and known.prototypes else None


def _insert(unit: Unit, line: str) -> Edit:
    """Put `line` behind the file's last #include."""
    lines = unit.lines(unit.path)
    after = max((number for number, text in enumerate(lines, 1) if _INCLUDE.match(text)), default=0)
    return Edit(Span(unit.path, after + 1, 1, after + 1, 1), f"{line}\n")
