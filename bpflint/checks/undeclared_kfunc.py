"""KF104: a known kfunc called without any declaration.

The compiler takes it for a function returning int, and libbpf finds no BTF for it. Says the exact line to add.
Only a note where the parser lost parts of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bpflint.base.finding import Edit, Fix, Found, Level
from bpflint.base.span import Span
from bpflint.checks._declarations import extern
from bpflint.checks._kfuncs import Reference, documentation, history, references
from bpflint.checks.context import Context
from bpflint.kernel.kfunc import Prototype
from bpflint.source.model import Status, Unit

_INCLUDE = re.compile(r"\s*#\s*include\b")


def check(context: Context) -> Iterator[Found]:
    """Yield each undeclared kfunc at its first call. The first finding carries the declarations of all."""
    undeclared = [use for use in references(context) if use.declaration is None and use.call.implicit]
    lines = {use.written: _declaration(context, use) for use in undeclared}
    missing = "".join(f"{line}\n" for line in lines.values() if line)
    for use in undeclared:
        line = lines[use.written]
        yield Found(
            span=use.call.span,
            message=f"{use.written}() is a kfunc that nothing declares",
            help=f"declare it: {line}" if line else "declare it with __ksym",
            # The declaration may be in what the parser lost.
            level=None if context.unit.status is Status.OK else Level.NOTE,
            fix=Fix("declare the kfuncs", (_insert(context.unit, missing),)) if missing else None,
            function=use.function.name,
            docs=documentation(history(context, use.name)),
            key=use.written,
        )
        missing = ""


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


def _insert(unit: Unit, text: str) -> Edit:
    """Put `text` behind the file's last #include."""
    lines = unit.lines(unit.path)
    after = max((number for number, line in enumerate(lines, 1) if _INCLUDE.match(line)), default=0)
    return Edit(Span(unit.path, after + 1, 1, after + 1, 1), text)
