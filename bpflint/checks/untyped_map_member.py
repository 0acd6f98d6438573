"""BP609: a map with `key_size` or `value_size`, of a type whose BTF could be given.

Without types bpftool prints bytes, CO-RE has nothing to compare, and locks, timers and kptrs are refused. Quiet for
map types whose keys or values are numbers of file descriptors or events.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._advice import note
from bpflint.checks.context import Context
from bpflint.source.unit import Map

_TYPED: Final = frozenset({1, 2, 5, 6, 9, 10, 11, 22, 23, 24, 29, 32})
"""Hash and array maps with their per-CPU and LRU forms, LPM tries, queues and stacks, and local storage."""


def check(context: Context) -> Iterator[Found]:
    """Yield each such map that the file declares."""
    for name, known in context.unit.maps.items():
        bare = _bare(known)
        if known.type in _TYPED and bare and known.span.path == context.unit.path and not known.inner:
            one = bare[0]
            yield note(
                known.span,
                f"{name} gives the size of its {' and '.join(bare)} and not the type",
                f"write __type({one}, ...) instead of __uint({one}_size, ...)",
            )


def _bare(known: Map) -> list[str]:
    return [
        name
        for name, type, size in (("key", known.key, known.key_size), ("value", known.value, known.value_size))
        if type is None and size
    ]
