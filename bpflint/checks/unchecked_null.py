"""KF406: a result that may be NULL, used without a test.

A pointer of unknown origin is taken as valid.
"""

from __future__ import annotations

from collections.abc import Iterator

from bpflint.base.finding import Found
from bpflint.checks._flow import Text, findings
from bpflint.checks.context import Context

_TEXTS: dict[str, Text] = {
    "maybe": (
        "{subject} from {origin}() may be NULL here",
        "test it first: if (!{name}) return 0;",
        "invalid mem access 'ptr_or_null_'",
    ),
    "maybe_loaded": (
        "{subject} may be NULL here",
        "test it first: if (!{name}) return 0;",
        "invalid mem access 'ptr_or_null_'",
    ),
    "nowhere": (
        "{subject} is NULL on this path",
        "set the pointer before it is used, or test it first",
        "invalid mem access 'scalar'",
    ),
    "null": (
        "{subject} from {origin}() is NULL on this path",
        "return where the test finds NULL",
        "invalid mem access 'scalar'",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, "KF406", _TEXTS)
