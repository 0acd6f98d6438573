"""KF107: NULL, or a pointer that may be NULL, where the callee needs a valid one.

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
    Case.NULL_PASSED: Sentence(
        "{callee}() is given NULL as argument {argument}, where it needs a valid pointer",
        "pass a valid pointer; only parameters marked __nullable or __opt take NULL",
        "Possibly NULL pointer passed to trusted R{argument}",
    ),
    Case.RESULT_PASSED_UNCHECKED: Sentence(
        "{pointer} from {origin}() may be NULL here, and {callee}() needs a valid pointer",
        "test it first: {test}",
        "Possibly NULL pointer passed to trusted R{argument}",
    ),
    Case.POINTER_PASSED_UNCHECKED: Sentence(
        "{pointer} may be NULL here, and {callee}() needs a valid pointer",
        "test it first: {test}",
        "Possibly NULL pointer passed to trusted R{argument}",
    ),
    Case.NULL_PASSED_ON_PATH: Sentence(
        "{pointer} is NULL on this path, and {callee}() needs a valid pointer",
        "call it only where the test finds a valid pointer",
        "Possibly NULL pointer passed to trusted R{argument}",
    ),
    Case.NULL_TO_GLOBAL_FUNCTION: Sentence(
        "{pointer} may be NULL, and global function {callee}() declares argument {argument} as never NULL",
        "test it before the call, or mark the parameter __arg_nullable",
        "Caller passes invalid args into func",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, SENTENCES)
