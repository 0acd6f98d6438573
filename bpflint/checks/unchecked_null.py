"""KF406: a result that may be NULL, used without a test.

A pointer of unknown origin is taken as valid.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._sentences import Sentence, findings
from bpflint.checks.context import Context
from bpflint.flow.domain.cases import Case

SENTENCES: Final[dict[Case, Sentence]] = {
    Case.RESULT_UNCHECKED: Sentence(
        "{pointer} from {origin}() may be NULL here",
        "test it first: {test}",
        "invalid mem access 'ptr_or_null_'",
    ),
    Case.POINTER_UNCHECKED: Sentence(
        "{pointer} may be NULL here",
        "test it first: {test}",
        "invalid mem access 'ptr_or_null_'",
    ),
    Case.NULL_VARIABLE_USED: Sentence(
        "{pointer} is NULL on this path",
        "set the pointer before it is used, or test it first",
        "invalid mem access 'scalar'",
    ),
    Case.NULL_RESULT_USED: Sentence(
        "{pointer} from {origin}() is NULL on this path",
        "return where the test finds NULL",
        "invalid mem access 'scalar'",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, SENTENCES)
