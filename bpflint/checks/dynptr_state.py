"""KF409: a dynptr used before it is initialised, after its release, or written over.

A dynptr behind a pointer of unknown origin passes.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._flow import Text, findings
from bpflint.checks.context import Context

_TEXTS: dict[str, Text] = {
    "uninitialised": (
        "{subject} is not an initialised dynptr on this path, and {callee}() needs one",
        "initialise it first (bpf_dynptr_from_mem(), bpf_ringbuf_reserve_dynptr() ...)",
        "Expected an initialized dynptr as R{argument}",
    ),
    "overwritten": (
        "{subject} is written over while it still holds a reference",
        "submit or discard it first",
        "cannot overwrite referenced dynptr",
    ),
    "const_release": (
        "{subject} was lent to this function, so {callee}() cannot release it",
        "leave the release to the caller",
        "CONST_PTR_TO_DYNPTR cannot be released",
    ),
    "unowned": (
        "{subject} holds no ring buffer record, so {callee}() has nothing to release",
        "release only what bpf_ringbuf_reserve_dynptr() made",
        "arg 1 is an unacquired reference",
    ),
    "memory": (
        "{subject} cannot back a dynptr: {callee}() takes only map values",
        "use memory in a map value",
        "Unsupported reg type for bpf_dynptr_from_mem data",
    ),
    "dynptr": (
        "dynptr {name} is not submitted or discarded on this path; {origin}() made it on line {opened}",
        "call {release}() on every path, also where {origin}() failed",
        "Unreleased reference",
    ),
    "dynptr_callback": (
        "dynptr {name} is not submitted or discarded before the callback returns",
        "call {release}() in the callback",
        "Unreleased reference",
    ),
    "dynptr_tail_call": (
        "dynptr {name} is still held at the tail call",
        "submit or discard it before bpf_tail_call()",
        "tail_call would lead to reference leak",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, "KF409", _TEXTS)
