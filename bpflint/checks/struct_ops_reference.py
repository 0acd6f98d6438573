"""KF415: references that struct_ops members are given or return.

Members that are not known to carry references pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bpflint.base.finding import Found
from bpflint.checks._sentences import Sentence, findings
from bpflint.checks.context import Context
from bpflint.flow.domain.cases import Case

SENTENCES: Final[dict[Case, Sentence]] = {
    Case.ARGUMENT_REFERENCE_LEAKED: Sentence(
        "{subject} comes with a reference that this path does not give back",
        "call {release}() or pass it on, on every path",
        "Unreleased reference",
    ),
    Case.INTEGER_RETURNED: Sentence(
        "{subject} is returned, where the kernel takes a referenced pointer or NULL",
        "return NULL, or a pointer that carries a reference",
        "At program exit the register R0",
    ),
    Case.UNOWNED_RETURNED: Sentence(
        "{subject} is returned, but carries no reference",
        "acquire a reference before returning it",
        "Unreleased reference or not referenced",
    ),
    Case.OTHER_STRUCT_RETURNED: Sentence(
        "{subject} is a struct {actual}, but the kernel takes a struct {wanted}",
        "return a struct {wanted}",
        "R0 expected pointer type",
    ),
}


def check(context: Context) -> Iterator[Found]:
    """Yield each place on a path."""
    yield from findings(context, SENTENCES)
