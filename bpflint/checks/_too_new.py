"""What the checks of too new programs and maps share: what this kernel lacks for them, found once."""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.checks.context import Context
from bpflint.libbpf.too_new import TooNew, maps_too_new, programs_too_new


def too_new(context: Context) -> tuple[TooNew, ...]:
    """All that this kernel lacks for the programs and the maps of the unit."""
    return context.once(_too_new)


def _too_new(context: Context) -> Iterator[TooNew]:
    yield from programs_too_new(context.programs, context.kernel)
    yield from maps_too_new(context.unit, context.kernel)
