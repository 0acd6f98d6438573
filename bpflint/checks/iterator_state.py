"""KF408: an iterator used before it was begun, begun twice, or touched by hand.

An iterator behind a pointer of unknown origin passes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._sentences import Sentence, findings
from bpflint.checks.context import Context
from bpflint.flow.domain.cases import Case

SENTENCES: Final[dict[Case, Sentence]] = {
    Case.ITERATOR_UNINITIALISED: Sentence(
        "{callee}() on {subject}, which is not begun on this path",
        "call the iterator's new function first, on every path that leads here",
        "expected an initialized {type} as R1",
    ),
    Case.ITERATOR_BEGUN_TWICE: Sentence(
        "{callee}() on {subject}, which is active already",
        "destroy it first, or use another variable",
        "expected uninitialized {type} as R1",
    ),
    Case.ITERATOR_OF_OTHER_KIND: Sentence(
        "{callee}() on {subject}, which is an iterator of another kind",
        "use the functions of one kind on one variable",
        "expected an initialized {type} as R1",
    ),
    Case.ITERATOR_READ: Sentence(
        "the memory of iterator {subject} is read directly",
        "leave it to the iterator's functions",
        "invalid read from stack",
    ),
    Case.CSS_TASK_NOT_ALLOWED: Sentence(
        "{callee}() may only be called in LSM, iterator and sleepable programs",
        "use a sleepable program",
        "css_task_iter is only allowed in bpf_lsm, bpf_iter and sleepable progs",
    ),
    Case.ITERATOR_LEAKED: Sentence(
        "iterator {name} is not destroyed on this path; {origin}() began it on line {opened}",
        "call {release}(&{name}) on every path, also where {origin}() failed; bpf_for_each() does so by itself",
        "Unreleased reference",
    ),
    Case.ITERATOR_LEAKED_BY_CALLBACK: Sentence(
        "iterator {name} is not destroyed before the callback returns",
        "call {release}(&{name}) in the callback",
        "Unreleased reference",
    ),
    Case.ITERATOR_ACTIVE_AT_TAIL_CALL: Sentence(
        "iterator {name} is still active at the tail call",
        "destroy it before bpf_tail_call()",
        "tail_call would lead to reference leak",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, SENTENCES)
