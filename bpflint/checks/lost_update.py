"""BP612: a value of a shared map counted up by reading and writing it, which loses what other CPUs do meanwhile.

Looks at `p->n++`, `p->n += x` and `p->n = p->n + x` through a pointer that comes straight from a lookup in an array
map.
Quiet in functions that take a lock, and for what goes through a function of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.base.span import Span
from bpflint.checks._advice import note
from bpflint.checks._map_updates import counted_up
from bpflint.checks.context import Context
from bpflint.source.control_flow import Function

_SHARED: Final = frozenset({2})
"""Array maps: one value for all CPUs. Those of hash maps often belong to the one task or flow of their key."""


def check(context: Context) -> Iterator[Found]:
    """Yield the first such place for each map."""
    places: dict[str, list[tuple[Span, str, Function]]] = {}
    for function in context.programs_by_function():
        for update in counted_up(context.unit, function):
            known = context.unit.maps.get(update.map)
            if known is not None and known.type in _SHARED:
                places.setdefault(update.map, []).append((update.span, update.written, function))
    for name, found in places.items():
        spans = list(dict.fromkeys(span for span, *_ in found))
        span, written, function = found[0]
        users = {program for *_, each in found for program in context.programs_by_function()[each]}
        yield note(
            span,
            f"{written} is counted up without a lock in a value of {name}, which all CPUs share: updates get lost",
            "use __sync_fetch_and_add(), a per-CPU map, or a bpf_spin_lock in the value",
            len(spans),
            function=function.name.removeprefix("____"),
            programs=dict.fromkeys(program.name for program in context.programs if program in users),
        )
