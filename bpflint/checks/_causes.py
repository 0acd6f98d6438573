"""Why a program does not load, or why nobody knows whether it does, apart from what a rule finds wrong in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from bpflint.base.span import Span


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause, and the rule that stands for it. No `programs`: for the whole object."""

    span: Span
    message: str
    rule: str
    programs: tuple[str, ...] = ()


AnyCause = TypeVar("AnyCause", bound=Cause)


def concerning(program: str, causes: Iterable[AnyCause]) -> list[AnyCause]:
    """Those that count for a program."""
    return [each for each in causes if not each.programs or program in each.programs]
