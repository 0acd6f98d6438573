"""KF403: a reference, iterator or dynptr that a path ends without giving back.

A release through a pointer of unknown origin counts as the release of everything.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.checks._flow import Text, findings
from bpflint.checks.context import Context
from bpflint.finding import Found

_TEXTS: dict[str, Text] = {
    "reference": (
        "{name} from {origin}() (line {opened}) is not released on this path",
        "call {release}() on every path, or pass the reference on",
        "Unreleased reference",
    ),
    "iterator": (
        "iterator {name} is not destroyed on this path; {origin}() began it on line {opened}",
        "call {release}(&{name}) on every path, also where {origin}() failed; bpf_for_each() does so by itself",
        "Unreleased reference",
    ),
    "dynptr": (
        "dynptr {name} is not submitted or discarded on this path; {origin}() made it on line {opened}",
        "call {release}() on every path, also where {origin}() failed",
        "Unreleased reference",
    ),
    "reference_callback": (
        "{name} from {origin}() (line {opened}) is not released before the callback returns",
        "release in the callback what the callback acquires",
        "Unreleased reference",
    ),
    "iterator_callback": (
        "iterator {name} is not destroyed before the callback returns",
        "call {release}(&{name}) in the callback",
        "Unreleased reference",
    ),
    "dynptr_callback": (
        "dynptr {name} is not submitted or discarded before the callback returns",
        "call {release}() in the callback",
        "Unreleased reference",
    ),
    "reference_tail_call": (
        "{name} from {origin}() (line {opened}) is still held at the tail call",
        "release it before bpf_tail_call()",
        "tail_call would lead to reference leak",
    ),
    "dynptr_tail_call": (
        "dynptr {name} is still held at the tail call",
        "submit or discard it before bpf_tail_call()",
        "tail_call would lead to reference leak",
    ),
    "iterator_tail_call": (
        "iterator {name} is still active at the tail call",
        "destroy it before bpf_tail_call()",
        "tail_call would lead to reference leak",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, "KF403", _TEXTS)
