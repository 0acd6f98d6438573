"""Which functions a file has and which programs come to them: what it takes to look at a part of it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from bpflint.flow.static.function_summaries import FunctionSummaries
from bpflint.kernel import KernelFacts
from bpflint.libbpf.programs import Program
from bpflint.source.control_flow import Function
from bpflint.source.model import FunctionRef, operands
from bpflint.source.unit import Unit

MOST_FUNCTIONS: Final = 60
"""So many functions, counted anew for each program, are looked at in about a second."""


@dataclass(frozen=True, slots=True)
class Part:
    """Programs to look at, and all functions of the file that they may come to; the others count as empty."""

    programs: frozenset[str]
    functions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outlined:
    """A function: its lines, what it may come to (itself and callbacks included), and the programs that begin in it."""

    first: int
    last: int
    reached: frozenset[str]
    programs: tuple[str, ...] = ()


def _named(function: Function) -> frozenset[str]:
    """The functions that a function names without calling them itself: callbacks."""
    return frozenset(
        operand.name
        for block in function.blocks
        for instruction in block.instructions
        for operand in operands(instruction)
        if isinstance(operand, FunctionRef)
    )


def _closure(start: str, following: Callable[[str], Iterable[str]]) -> frozenset[str]:
    found: set[str] = set()
    work = [start]
    while work:
        name = work.pop()
        if name not in found:
            found.add(name)
            work += following(name)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Outline:
    """The functions of a file by name, those of its headers left out."""

    functions: dict[str, Outlined]

    @classmethod
    def of(cls, unit: Unit, programs: Iterable[Program], kernel: KernelFacts) -> Outline:
        """The functions of `unit`. `kernel` says what is a call of a helper."""
        summaries = FunctionSummaries(unit, kernel)
        named = {name: _named(function) & unit.functions.keys() for name, function in unit.functions.items()}

        @cache
        def comes_to(name: str) -> frozenset[str]:
            return named[name].union(one.name for one in summaries.reached(unit.functions[name]))

        begun: dict[str, list[str]] = {}
        for program in programs:
            for name in {program.function.name, program.body.name}:
                begun.setdefault(name, []).append(program.name)
        return cls(
            {
                name: Outlined(
                    function.span.line,
                    function.span.end_line,
                    _closure(name, comes_to),
                    tuple(begun.get(name, ())),
                )
                for name, function in unit.functions.items()
                if not function.in_header
            }
        )

    def around(self, first: int, last: int) -> frozenset[str]:
        """The functions whose bodies have all of these lines; the line on which a function begins is none of them."""
        return frozenset(name for name, one in self.functions.items() if one.first < first and last <= one.last)

    def part(self, changed: frozenset[str], words: Iterable[str]) -> Part:
        """What to look at when the bodies of some functions have changed, in which there are now these words.

        Where many programs come to them, it is some of those that take least; where none does, any will do.
        """
        every = sorted((one for one in self.functions.values() if one.programs), key=lambda one: len(one.reached))
        begins = [one for one in every if one.reached & changed] or every[:1]
        programs: set[str] = set()
        roots = changed | (self.functions.keys() & set(words))
        functions = {name for root in roots for name in (root, *self.functions[root].reached)}
        length = 0
        for one in begins:
            length += len(one.reached)
            if programs and length > MOST_FUNCTIONS:
                break
            programs.update(one.programs)
        functions.update(*(one.reached for one in every if not programs.isdisjoint(one.programs)))
        return Part(frozenset(programs), frozenset(functions))
