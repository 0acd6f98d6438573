"""What the checks of declarations share: how a declaration compares with the kernel's prototypes, and how to write it.

Libbpf compares the number of arguments and the kinds of types, nothing else; see bpflint.libbpf.ksym.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bpflint.base.finding import Edit, Fix
from bpflint.checks._kfuncs import Reference, history, is_judged
from bpflint.checks.context import Context
from bpflint.kernel.kfunc import KfuncAt, Prototype
from bpflint.kernel.version import Version
from bpflint.libbpf.ksym import mismatch
from bpflint.source.unit import Declaration


@dataclass(frozen=True, slots=True)
class Conflict:
    """A declaration that this kernel does not take. `fits` are the ranges of releases whose prototype it has."""

    kfunc: KfuncAt
    why: str
    fits: tuple[tuple[Version, Version], ...]


def conflict(context: Context, reference: Reference) -> Conflict | None:
    """How the declaration conflicts with this kernel's prototype; None where they agree or nobody knows."""
    kfunc = context.kernel.kfunc(reference.name)
    declaration = reference.declaration
    if kfunc is None or declaration is None or not (kfunc.prototype_certain and kfunc.callable):
        return None
    why = mismatch(context.unit, declaration.type, kfunc.prototype)
    if why is None:
        return None
    known = history(context, reference.name)
    fits = tuple(
        (first, last)
        for first, last, prototype in (known.prototypes if known else ())
        if mismatch(context.unit, declaration.type, prototype) is None
    )
    return Conflict(kfunc, why, fits)


def fits_no_kernel(context: Context, name: str, declaration: Declaration | None) -> bool:
    """True if no release's kfunc of this name is declared like this: it may be one of a module of the user's own."""
    known = history(context, name)
    if declaration is None or known is None or not is_judged(declaration):
        return False
    return bool(known.prototypes) and all(
        mismatch(context.unit, declaration.type, prototype) for _, _, prototype in known.prototypes
    )


def extern(prototype: Prototype, name: str, *, weak: bool = False) -> str:
    """The declaration to write for a kfunc, without the semicolon."""
    kernel_name = re.match(r".*?(\w+)\(", prototype.text)
    text = prototype.text
    if kernel_name and kernel_name[1] != name:
        text = text[: kernel_name.start(1)] + name + text[kernel_name.end(1) :]
    return f"extern {text} __ksym{' __weak' if weak else ''}"


def rewrite(declaration: Declaration, prototype: Prototype) -> Fix | None:
    """Replace the declaration by the kernel's prototype, where the calls can stay as they are."""
    if len(declaration.type.params) != len(prototype.params):
        return None
    text = extern(prototype, declaration.name, weak=declaration.is_weak)
    return Fix("declare it as the kernel does", (Edit(declaration.span, text),))


def ranges(fits: tuple[tuple[Version, Version], ...]) -> str:
    """`6.12 to 6.19`, for messages."""
    return ", ".join(str(first) if first == last else f"{first} to {last}" for first, last in fits)
