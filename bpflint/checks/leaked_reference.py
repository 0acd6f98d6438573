"""KF403: a reference that a path ends without giving back.

A release through a pointer of unknown origin counts as the release of everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._sentences import Sentence, findings
from bpflint.checks.context import Context
from bpflint.flow.domain.cases import Case

SENTENCES: Final[dict[Case, Sentence]] = {
    Case.REFERENCE_LEAKED: Sentence(
        "{owned} from {origin}() (line {opened}) is not released on this path",
        "call {release}() on every path, or pass the reference on",
        "Unreleased reference",
    ),
    Case.REFERENCE_LEAKED_BY_CALLBACK: Sentence(
        "{owned} from {origin}() (line {opened}) is not released before the callback returns",
        "release in the callback what the callback acquires",
        "Unreleased reference",
    ),
    Case.REFERENCE_LOST_IN_LOOP: Sentence(
        "{owned} from {origin}() (line {opened}) is not released before the loop comes here again",
        "call {release}() in each round",
        "Unreleased reference",
    ),
    Case.REFERENCE_HELD_AT_TAIL_CALL: Sentence(
        "{owned} from {origin}() (line {opened}) is still held at the tail call",
        "release it before bpf_tail_call()",
        "tail_call would lead to reference leak",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, SENTENCES)
