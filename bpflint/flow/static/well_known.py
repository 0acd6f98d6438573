"""Functions that many programs of a file call: those that come later need not be followed through them again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from bpflint.flow.static.function_summaries import FunctionSummaries
from bpflint.source.control_flow import Function

MANY_BLOCKS: Final = 10_000
"""Blocks that the programs of a file reach, each for itself, up to which all are followed through everything."""
MOST: Final = 8
"""Programs that are followed through a function before it is well known, in a file that is hardly too large."""
LEAST: Final = 2
"""The same, however large the file is."""
LONG: Final = 8
"""Blocks of a function and of what it calls up to which it is followed always."""

Program = TypeVar("Program")


@dataclass(frozen=True, slots=True)
class WellKnown(Generic[Program]):
    """For each program, the functions that it need not be followed through: `followed` programs before it were.

    They open and close nothing and give at most a number. Only files in which the programs share very much have any.
    """

    followed: int = 0
    by_program: Mapping[Program, frozenset[str]] = field(default_factory=dict)

    def to(self, program: Program) -> frozenset[str]:
        """The functions that this program need not be followed through."""
        return self.by_program.get(program, frozenset())


def well_known(summaries: FunctionSummaries, programs: Iterable[tuple[Program, Function]]) -> WellKnown[Program]:
    """The functions of a file that are well known. The more its programs reach, the fewer are followed through each."""
    bodies = dict(programs)
    if len(bodies) <= LEAST:
        return WellKnown()  # as most files are: nobody comes after so many
    reached = {program: summaries.reached(body) for program, body in bodies.items()}
    blocks = sum(function.size for functions in reached.values() for function in functions)
    if blocks <= MANY_BLOCKS:
        return WellKnown()
    followed = max(LEAST, -(-MOST * MANY_BLOCKS // blocks))
    known: dict[Program, frozenset[str]] = {}
    programs_through: Counter[str] = Counter()
    for program, functions in reached.items():
        known[program] = frozenset(
            each.name
            for each in functions
            if programs_through[each.name] >= followed and _is_long(summaries, each) and summaries.opens_nothing(each)
        )
        programs_through.update(each.name for each in functions)
    return WellKnown(followed, known)


def _is_long(summaries: FunctionSummaries, function: Function) -> bool:
    return sum(each.size for each in summaries.reached(function)) > LONG


def describe_well_known(every: Iterable[WellKnown[Program]]) -> list[str]:
    """What a reader should know of the functions that programs were not followed through."""
    all_of = [one for one in every if any(one.by_program.values())]
    names = {name for one in all_of for known in one.by_program.values() for name in known}
    if not names:
        return []
    functions = f"{len(names)} function{'s' if len(names) > 1 else ''}"
    followed = min(one.followed for one in all_of)
    return [f"followed into {functions} only from the first {followed} programs that call each"]
