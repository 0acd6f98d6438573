"""Functions that many programs of a file call: those that come later need not be followed through them again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple, TypeVar

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


class SteppedOver(NamedTuple):
    """The functions that a program is not followed through: `followed` programs before it were.

    They open and close nothing and give at most a number.
    """

    functions: frozenset[str] = frozenset()
    followed: int = 0


def well_known(
    summaries: FunctionSummaries, programs: Iterable[tuple[Program, Function]]
) -> Mapping[Program, SteppedOver]:
    """What is well known to each program. The more the programs of a file reach, the fewer are followed through it.

    Only files in which the programs share very much have any.
    """
    bodies = dict(programs)
    if len(bodies) <= LEAST:
        return {}  # as most files are: nobody comes after so many
    reached = {program: summaries.reached(body) for program, body in bodies.items()}
    blocks = sum(function.size for functions in reached.values() for function in functions)
    if blocks <= MANY_BLOCKS:
        return {}
    followed = max(LEAST, -(-MOST * MANY_BLOCKS // blocks))
    known: dict[Program, SteppedOver] = {}
    programs_through: Counter[str] = Counter()
    for program, functions in reached.items():
        names = frozenset(
            each.name
            for each in functions
            if programs_through[each.name] >= followed and _is_long(summaries, each) and summaries.opens_nothing(each)
        )
        known[program] = SteppedOver(names, followed)
        programs_through.update(each.name for each in functions)
    return known


def _is_long(summaries: FunctionSummaries, function: Function) -> bool:
    return sum(each.size for each in summaries.reached(function)) > LONG


def describe_stepped_over(every: Iterable[SteppedOver]) -> list[str]:
    """What a reader should know of the functions that programs were not followed through."""
    some = [one for one in every if one.functions]
    names = frozenset().union(*(one.functions for one in some))
    if not names:
        return []
    functions = f"{len(names)} function{'s' if len(names) > 1 else ''}"
    followed = min(one.followed for one in some)
    return [f"followed into {functions} only from the first {followed} programs that call each"]
