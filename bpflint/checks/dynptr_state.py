"""KF409: a dynptr used before it is initialised, after its release, or written over.

A dynptr behind a pointer of unknown origin passes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._sentences import Sentence, findings
from bpflint.checks.context import Context
from bpflint.flow.domain.cases import Case

SENTENCES: Final[dict[Case, Sentence]] = {
    Case.DYNPTR_UNINITIALISED: Sentence(
        "{subject} is not an initialised dynptr on this path, and {callee}() needs one",
        "initialise it first (bpf_dynptr_from_mem(), bpf_ringbuf_reserve_dynptr() ...); a copy of a dynptr is none",
        "Expected an initialized dynptr as R{argument}",
    ),
    Case.DYNPTR_READ: Sentence(
        "the memory of dynptr {subject} is read or copied as if it were data",
        "pass its address, or make a second one with bpf_dynptr_clone()",
        "invalid read from stack",
    ),
    Case.DYNPTR_OVERWRITTEN: Sentence(
        "{subject} is written over while it still holds a reference",
        "submit or discard it first",
        "cannot overwrite referenced dynptr",
    ),
    Case.LENT_DYNPTR_RELEASED: Sentence(
        "{subject} was lent to this function, so {callee}() cannot release it",
        "leave the release to the caller",
        "CONST_PTR_TO_DYNPTR cannot be released",
    ),
    Case.DYNPTR_RELEASED_UNOWNED: Sentence(
        "{subject} holds no ring buffer record, so {callee}() has nothing to release",
        "release only what bpf_ringbuf_reserve_dynptr() made",
        "arg 1 is an unacquired reference",
    ),
    Case.DYNPTR_OF_OTHER_KIND: Sentence(
        "{subject} is a {actual} dynptr, and {callee}() releases {wanted} dynptrs",
        "release it with {release}()",
        "Expected a dynptr of type {wanted}",
    ),
    Case.DYNPTR_OF_OTHER_MEMORY: Sentence(
        "{subject} cannot back a dynptr: {callee}() takes only map values",
        "use memory in a map value",
        "Unsupported reg type for bpf_dynptr_from_mem data",
    ),
    Case.DYNPTR_LEAKED: Sentence(
        "dynptr {name} is not submitted or discarded on this path; {origin}() made it on line {opened}",
        "call {release}() on every path, also where {origin}() failed",
        "Unreleased reference",
    ),
    Case.DYNPTR_LEAKED_BY_CALLBACK: Sentence(
        "dynptr {name} is not submitted or discarded before the callback returns",
        "call {release}() in the callback",
        "Unreleased reference",
    ),
    Case.DYNPTR_HELD_AT_TAIL_CALL: Sentence(
        "dynptr {name} is still held at the tail call",
        "submit or discard it before bpf_tail_call()",
        "tail_call would lead to reference leak",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, SENTENCES)
