"""KF204: a call that must not be made in the region it is in: RCU, preemption or interrupts off, a spin lock held.

Only regions opened on the path count.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._sentences import Sentence, findings
from bpflint.checks.context import Context
from bpflint.flow.domain.cases import Case

SENTENCES: Final[dict[Case, Sentence]] = {
    Case.KFUNC_SLEEPS: Sentence(
        "{callee}() may sleep inside {region} that line {opened} opened",
        "call it outside the region",
        "kernel func {callee} is sleepable within",
    ),
    Case.HELPER_SLEEPS: Sentence(
        "{callee}() may sleep inside {region} that line {opened} opened",
        "call it outside the region",
        "sleepable helper {callee}",
    ),
    Case.GLOBAL_FUNCTION_SLEEPS: Sentence(
        "global function {callee}() may sleep inside {region} that line {opened} opened",
        "call it outside the region, or make the function static",
        "sleepable global function {callee}() called in",
    ),
    Case.CALL_UNDER_LOCK: Sentence(
        "{callee}() is called while {subject} is held",
        "unlock first; under a spin lock only list, tree and a few other kfuncs may be called",
        "function calls are not allowed while holding a lock",
    ),
    Case.GLOBAL_FUNCTION_WITHOUT_PREEMPTION: Sentence(
        "global function {callee}() is called with preemption off since line {opened}",
        "enable preemption first, or make the function static",
        "global function calls are not allowed with preemption disabled",
    ),
    Case.GLOBAL_FUNCTION_UNDER_LOCK: Sentence(
        "global function {callee}() is called while {subject} is held",
        "unlock first, or make the function static",
        "global function calls are not allowed while holding a lock",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, SENTENCES)
