"""Functions that many programs of a file call: those that come later need not be followed through them again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeVar

from bpflint.flow.static.function_summaries import FunctionSummaries
from bpflint.source.control_flow import Function

WELL_KNOWN = 8
"""Programs that are followed through a function before it is well known."""
LONG = 8
"""Blocks of a function and of what it calls up to which it is followed always."""
MANY_BLOCKS = 10_000
"""Blocks that the programs of a file reach, each for itself, up to which all are followed through everything."""

Program = TypeVar("Program")


def well_known(
    summaries: FunctionSummaries, programs: Iterable[tuple[Program, Function]]
) -> Mapping[Program, frozenset[str]]:
    """For each program, the functions that it need not be followed through.

    They open and close nothing and give at most a number, and were followed from eight programs before it. Only
    files in which the programs share very much have any.
    """
    bodies = dict(programs)
    if len(bodies) <= WELL_KNOWN:
        return {}  # as most files are: nobody comes after so many
    reached = {program: summaries.reached(body) for program, body in bodies.items()}
    if sum(function.size for functions in reached.values() for function in functions) <= MANY_BLOCKS:
        return {}
    known: dict[Program, frozenset[str]] = {}
    programs_through: Counter[str] = Counter()
    for program, functions in reached.items():
        known[program] = frozenset(
            each.name
            for each in functions
            if programs_through[each.name] >= WELL_KNOWN and _is_long(summaries, each) and summaries.opens_nothing(each)
        )
        programs_through.update(each.name for each in functions)
    return known


def _is_long(summaries: FunctionSummaries, function: Function) -> bool:
    return sum(each.size for each in summaries.reached(function)) > LONG


def describe_well_known(every: Iterable[Mapping[Program, frozenset[str]]]) -> list[str]:
    """What a reader should know of the functions that programs were not followed through."""
    names = {name for one in every for known in one.values() for name in known}
    if not names:
        return []
    functions = f"{len(names)} function{'s' if len(names) > 1 else ''}"
    return [f"followed into {functions} only from the first {WELL_KNOWN} programs that call each"]
