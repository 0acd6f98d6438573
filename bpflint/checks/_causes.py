"""Why a program does not load, or why nobody knows whether it does, apart from what a rule finds wrong in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from bpflint.base.span import Span
from bpflint.checks.context import Context


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause, and the rule that stands for it. No `programs`: for the whole object."""

    span: Span
    message: str
    rule: str
    programs: tuple[str, ...] = ()


MOST: Final = 200
"""Causes about the whole object that are told again of a program that has some of its own; nobody reads more."""

AnyCause = TypeVar("AnyCause", bound=Cause)
_T = TypeVar("_T")


class ByProgram(Generic[_T]):
    """What is said of programs, by the program. Hundreds of them share the list of what is about no one program."""

    def __init__(
        self, every: Iterable[_T], programs_of: Callable[[_T], Sequence[str]], most: int | None = None
    ) -> None:
        """Beside what is about a program itself, `most` of what is about no one program are given."""
        self._every = list(every)
        self._most = most
        self._general: list[int] = []
        self._own: dict[str, list[int]] = {}
        for position, each in enumerate(self._every):
            programs = programs_of(each)
            for program in programs:
                self._own.setdefault(program, []).append(position)
            if not programs:
                self._general.append(position)
        self.general = [self._every[position] for position in self._general]
        """What is about no one program, and counts for each."""

    def of(self, program: str) -> list[_T]:
        """What counts for a program, in its order."""
        own = self._own.get(program)
        if own is None:
            return self.general
        return [self._every[position] for position in sorted({*self._general[: self._most], *own})]

    def drop_general(self, is_done: Callable[[_T], bool]) -> None:
        """Leaves out some of what counts for each program."""
        self._general = [position for position in self._general if not is_done(self._every[position])]
        self.general = [self._every[position] for position in self._general]

    def own(self, program: str) -> list[_T]:
        """What is about a program itself."""
        return [self._every[position] for position in self._own.get(program, ())]


def by_program(find: Callable[[Context], Iterable[AnyCause]]) -> Callable[[Context, str], list[AnyCause]]:
    """The function that gives those of the causes which `find` yields that count for a program."""

    def sorted_out(context: Context) -> Iterable[ByProgram[AnyCause]]:
        yield ByProgram(context.once(find), lambda each: each.programs, MOST)

    def concerning(context: Context, program: str) -> list[AnyCause]:
        (causes,) = context.once(sorted_out)
        return causes.of(program)

    return concerning
