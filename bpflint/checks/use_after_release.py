"""KF405: a pointer used after its object was released, moved, or invalidated.

A pointer of unknown lifetime passes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._sentences import Sentence, findings
from bpflint.checks.context import Context
from bpflint.flow.domain.cases import Case

SENTENCES: Final[dict[Case, Sentence]] = {
    Case.USED_AFTER_RELEASE: Sentence(
        "{pointer} is used after {freed}() released it",
        "use it before, or acquire another reference",
        "invalid mem access 'scalar'",
    ),
    Case.USED_AFTER_MOVE: Sentence(
        "{pointer} is used after bpf_kptr_xchg() moved it away",
        "use it before, or take a second reference first",
        "invalid mem access 'scalar'",
    ),
    Case.USED_AFTER_INVALIDATION: Sentence(
        "{pointer} is not valid any more after {freed}()",
        "get the slice or packet pointer again after the call",
        "invalid mem access 'scalar'",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, SENTENCES)
