"""KF404: something released that is not the program's to release: twice, never acquired, or not the object itself.

A pointer of unknown origin passes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._sentences import Sentence, findings
from bpflint.checks.context import Context
from bpflint.flow.domain.cases import Case

SENTENCES: Final[dict[Case, Sentence]] = {
    Case.RELEASED_TWICE: Sentence(
        "{subject} was already released by {freed}()",
        "release it once",
        "release kfunc {callee} expects referenced",
    ),
    Case.RELEASED_INVALIDATED: Sentence(
        "{subject} is not valid any more after {freed}(), so {callee}() cannot release it",
        "release it before",
        "R1 type=scalar",
    ),
    Case.RELEASED_UNOWNED: Sentence(
        "{subject} carries no reference, so {callee}() has nothing to take",
        "pass only what an acquire kfunc or bpf_kptr_xchg() gave",
        "expects referenced",
    ),
    Case.DROPPED_UNOWNED: Sentence(
        "{callee}() cannot drop {subject}: it was added to a list or tree, or never acquired",
        "remove it from the list or tree first, and drop what that returns",
        "allocated object must be referenced",
    ),
    Case.RELEASED_AT_OFFSET: Sentence(
        "{subject} does not point to the start of the object, which {callee}() needs",
        "pass the pointer to the object itself: container_of() for a node",
        "must have zero offset when passed to release func",
    ),
    Case.FOREIGN_OBJECT_DROPPED: Sentence(
        "{subject} is no object of the program's own, which {callee}() needs",
        "pass what bpf_obj_new() gave",
        "expected pointer to allocated object",
    ),
    Case.PERCPU_DROPPED_AS_PLAIN: Sentence(
        "{subject} is a per-CPU object, and {callee}() takes ordinary ones",
        "call bpf_percpu_obj_drop()",
        "expected for bpf_obj_drop()",
    ),
    Case.PLAIN_DROPPED_AS_PERCPU: Sentence(
        "{subject} is an ordinary object, and {callee}() takes per-CPU ones",
        "call bpf_obj_drop()",
        "expected for bpf_percpu_obj_drop()",
    ),
    Case.DROPPED_IN_NMI: Sentence(
        "{callee}() in a tracing program cannot free {subject}: its members are not safe in an NMI",
        "use a sleepable program, or keep lists, trees and kptrs out of the struct",
        "cannot be used in tracing programs on types with NMI unsafe fields",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, SENTENCES)
