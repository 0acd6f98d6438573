"""What the checks of kernel versions share: kfunc uses that this kernel cannot satisfy.

A strong declaration of a missing kfunc stops the whole object, wherever it is called. A weak one, or one that only
vmlinux.h brings, stops the programs that reach a call. What is declared unlike the kfunc of any kernel may be of the
user's own module, and is a doubt. Nothing is said where nobody knows whether the kernel has it, nor where the call
stands behind a test of the kernel that nobody can answer (`bpf_core_field_exists()`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from bpflint.base.finding import Level, Step
from bpflint.base.span import Span
from bpflint.checks._declarations import fits_no_kernel
from bpflint.checks._kfuncs import (
    KfuncCall,
    Reference,
    history,
    is_judged,
    kfunc_calls,
    level_of,
    programs_of,
    references,
    story,
    untested,
)
from bpflint.checks.context import Context
from bpflint.kernel import Presence, Version
from bpflint.kernel.kfunc import Kfunc
from bpflint.source.unit import Declaration


class Era(Enum):
    """Where a kernel stands relative to the life of a kfunc it lacks."""

    BEFORE = auto()
    AFTER = auto()


@dataclass(frozen=True, slots=True)
class Lack:
    """Why a kernel cannot serve a call of a kfunc."""

    kfunc: Kfunc
    era: Era
    reason: str
    """Why calls are refused though the function exists; "" where it does not exist."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A use of a kfunc that this kernel lacks. No `programs`: the whole object fails."""

    name: str
    lack: Lack
    weak: bool
    """True if the user's own declaration is weak."""
    span: Span
    function: str
    programs: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    level: Level | None = None

    def since(self, context: Context) -> Version:
        """The first kernel after the one in question that has it (again)."""
        return next(version for version in self.lack.kfunc.versions if version > context.kernel.version)


def missing(context: Context) -> tuple[Missing, ...]:
    """Every use of a kfunc that this kernel lacks."""
    return context.once(_missing)


def _missing(context: Context) -> Iterator[Missing]:
    for reference in references(context):
        declaration = reference.declaration
        if declaration is None or not is_judged(declaration) or declaration.is_weak:
            continue
        if use := _of_reference(context, reference, declaration):
            yield use
    for call in kfunc_calls(context, lambda name: _lack(context, name) is not None):
        declaration = call.declaration
        weak = declaration is not None and declaration.is_weak
        judged = is_judged(declaration)
        if (weak or not judged) and (use := _of_call(context, call, weak and judged)):
            yield use


def _of_reference(context: Context, reference: Reference, declaration: Declaration) -> Missing | None:
    lack = _lack(context, reference.name)
    if lack is None:
        return None
    return Missing(
        name=reference.name,
        lack=lack,
        weak=False,
        span=reference.call.span,
        function=reference.function.name,
        steps=(Step(declaration.span, "declared here, and not __weak: without it nothing of the object loads"),),
        level=Level.WARNING if fits_no_kernel(context, reference.name, declaration) else _doubt(lack.kfunc),
    )


def _of_call(context: Context, call: KfuncCall, weak: bool) -> Missing | None:
    lack = _lack(context, call.name)
    ways = untested(context, call.ways) if lack else ()
    if lack is None or not ways:
        return None
    return Missing(
        name=call.name,
        lack=lack,
        weak=weak,
        span=call.call.span,
        function=call.function,
        programs=programs_of(ways),
        steps=story(ways[0]),
        level=_doubt(lack.kfunc) or level_of(context, ways),
    )


def _doubt(kfunc: Kfunc) -> Level | None:
    """A warning for what the module with the kernel's own tests may bring, whatever the kernel."""
    return Level.WARNING if kfunc.test else None


def _lack(context: Context, name: str) -> Lack | None:
    known = history(context, name)
    if known is None or not known.versions:
        return None
    version = context.kernel.version
    at = context.kernel.kfunc(name)
    if at is not None:
        if at.callable:
            return None
        reason = next((why for release, why in known.uncallable if release == version), "")
        return Lack(known, Era.AFTER, reason or "the verifier refuses every call")
    if context.kernel.presence(name) is not Presence.ABSENT:
        return None
    # A few left and came back with another prototype; in between they are yet to come.
    return Lack(known, Era.BEFORE if version < known.versions[-1] else Era.AFTER, "")
