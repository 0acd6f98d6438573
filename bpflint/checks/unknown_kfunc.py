"""KF101: a `__ksym` function that no known kernel has.

Modules outside the kernel's tree register kfuncs too, and bpflint cannot know those. So a name is called a mistake
only where a known kfunc is spelt almost the same; any other unknown name is a note. May miss a misspelling that is
further off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from bpflint.base.finding import Found, Level
from bpflint.checks._kfuncs import documentation, is_judged, references
from bpflint.checks.context import Context
from bpflint.kernel import Facts

MAX_EDITS = 2
"""More edits than this and it is another name, not a misspelling."""
_MOST_COMPARED: Final = 64
"""Unknown names of one file that are compared with the known ones, which takes long: who has more has a module."""


def check(context: Context) -> Iterator[Found]:
    """Yield each unknown kfunc at its declaration."""
    compared: set[str] = set()
    for reference in references(context):
        declaration = reference.declaration
        if declaration is None or not is_judged(declaration) or reference.name in context.facts.kfuncs:
            continue
        if reference.name in context.unit.own_kfuncs():
            continue
        if len(compared) < _MOST_COMPARED:
            compared.add(reference.name)
        alike = context.facts.nearest(reference.name) if reference.name in compared else ()
        near = _misspelt(context.facts, reference.name, alike)
        if near and not declaration.is_weak:
            yield Found(
                span=declaration.span,
                message=f"no known kernel has a kfunc '{reference.name}', but there is '{near}'",
                help=f"write {near} if that is meant",
                docs=documentation(context.facts.kfuncs[near]),
                level=Level.WARNING,
                key=reference.name,
            )
        else:
            yield Found(
                span=declaration.span,
                message=f"no known kernel has a kfunc '{reference.name}': it can only come from a module of your own",
                help=_suggest(alike),
                level=Level.NOTE,
                key=reference.name,
            )


def _misspelt(facts: Facts, name: str, alike: Iterable[str]) -> str | None:
    near = [other for other in alike if is_slip(name, other) and not facts.kfuncs[other].test]
    return near[0] if near else None


def is_slip(name: str, other: str) -> bool:
    """True for a slip of the keyboard; names that differ in a number only are siblings."""
    most = min(MAX_EDITS, len(name) // 4)
    if abs(len(name) - len(other)) > most:
        return False
    letters = ["".join(char for char in word if not char.isdigit()) for word in (name, other)]
    return letters[0] != letters[1] and edits(name, other) <= most


def edits(left: str, right: str) -> int:
    """How many insertions, deletions, replacements and swaps of neighbours turn one word into the other."""
    before: list[int] = []
    above = list(range(len(right) + 1))
    for row, char in enumerate(left, 1):
        current = [row]
        for column, other in enumerate(right, 1):
            cost = min(above[column] + 1, current[-1] + 1, above[column - 1] + (char != other))
            if row > 1 and column > 1 and char == right[column - 2] and left[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        before, above = above, current
    return above[-1]


def _suggest(alike: Sequence[str]) -> str:
    return f"the nearest known names are {', '.join(alike)}" if alike else "describe it in a file under --rules"
