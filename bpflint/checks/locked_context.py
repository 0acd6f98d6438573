"""KF204: a call that must not be made in the region it is in: RCU, preemption or interrupts off, a spin lock held.

Only regions opened on the path count.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._flow import Text, findings
from bpflint.checks.context import Context

_TEXTS: dict[str, Text] = {
    "kfunc_sleeps": (
        "{callee}() may sleep inside {region} that line {opened} opened",
        "call it outside the region",
        "kernel func {callee} is sleepable within",
    ),
    "helper_sleeps": (
        "{callee}() may sleep inside {region} that line {opened} opened",
        "call it outside the region",
        "sleepable helper {callee}",
    ),
    "global_sleeps": (
        "global function {callee}() may sleep inside {region} that line {opened} opened",
        "call it outside the region, or make the function static",
        "sleepable global function {callee}() called in",
    ),
    "in_lock": (
        "{callee}() is called while {subject} is held",
        "unlock first; under a spin lock only list, tree and a few other kfuncs may be called",
        "function calls are not allowed while holding a lock",
    ),
    "global_in_region": (
        "global function {callee}() is called with preemption off since line {opened}",
        "enable preemption first, or make the function static",
        "global function calls are not allowed with preemption disabled",
    ),
    "global_in_lock": (
        "global function {callee}() is called while {subject} is held",
        "unlock first, or make the function static",
        "global function calls are not allowed while holding a lock",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, "KF204", _TEXTS)
