"""KF415: references that struct_ops members are given or return.

Members that are not known to carry references pass.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._flow import Text, findings
from bpflint.checks.context import Context

_TEXTS: dict[str, Text] = {
    "argument": (
        "{subject} comes with a reference that this path does not give back",
        "call {release}() or pass it on, on every path",
        "Unreleased reference",
    ),
    "returned_integer": (
        "{subject} is returned, where the kernel takes a referenced pointer or NULL",
        "return NULL, or a pointer that carries a reference",
        "At program exit the register R0",
    ),
    "returned_unowned": (
        "{subject} is returned, but carries no reference",
        "acquire a reference before returning it",
        "Unreleased reference or not referenced",
    ),
    "returned_type": (
        "{subject} is a struct {actual}, but the kernel takes a struct {wanted}",
        "return a struct {wanted}",
        "R0 expected pointer type",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, "KF415", _TEXTS)
