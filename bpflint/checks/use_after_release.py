"""KF405: a pointer used after its object was released, moved, or invalidated.

A pointer of unknown lifetime passes.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._flow import Text, findings
from bpflint.checks.context import Context

_TEXTS: dict[str, Text] = {
    "released": (
        "{subject} is used after {freed}() released it",
        "use it before, or acquire another reference",
        "invalid mem access 'scalar'",
    ),
    "moved": (
        "{subject} is used after bpf_kptr_xchg() moved it away",
        "use it before, or take a second reference first",
        "invalid mem access 'scalar'",
    ),
    "invalidated": (
        "{subject} is not valid any more after {freed}()",
        "get the slice or packet pointer again after the call",
        "invalid mem access 'scalar'",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, "KF405", _TEXTS)
