"""A program's row of the compatibility table: on which kernels it loads, and what stands in the way.

A row is about the object as the file makes it: constants that a loader may set (`const volatile`) hold what they are
set to, and code that they switch off fails no row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bpflint.base.finding import Found, ProgramReport, Reason
from bpflint.checks._causes import Cause
from bpflint.checks._doubtful_accesses import doubtful_accesses
from bpflint.checks._doubts import doubts, unknown_kfuncs
from bpflint.checks._test_modules import needed_test_modules
from bpflint.engine.kernel_class import Hit, KernelClass
from bpflint.engine.object_error_place import OF_ANOTHER, callers_of, place_and_message
from bpflint.flow.static.kernel_queries import DEFAULT
from bpflint.kernel import Version
from bpflint.libbpf.programs import Program
from bpflint.source.control_flow import Function
from bpflint.source.unit import Unit

Answer = tuple[bool | None, list[Reason]]
"""Whether a program loads, None where nobody knows, and why not."""


@dataclass(slots=True)
class Rows:
    """Makes the rows of one unit's programs."""

    unit: Unit
    classes: Sequence[KernelClass]
    every_version: Sequence[Version]
    """All that are known, asked about or not."""
    stand: Callable[[KernelClass], KernelClass]
    """Looks at a class of kernels once more, where constants hold what the file sets them to."""
    new_reason: Callable[[str, int, str, str], Reason]
    _standing: dict[KernelClass, KernelClass] = field(default_factory=dict)
    _callers: dict[KernelClass, set[Program]] = field(default_factory=dict)
    """Who calls what keeps the object from loading."""
    _told_of_object: dict[KernelClass, list[Reason]] = field(default_factory=dict)
    """What is said of programs that nothing is wrong with, and whose object does not load."""
    _shared: dict[int, tuple[Sequence[Cause], list[Reason]]] = field(default_factory=dict)

    def row(self, program: Program) -> ProgramReport:
        """The row of one program."""
        report = ProgramReport(
            path=self.unit.path,
            name=program.name,
            line=program.body.name_span.line,
            section=program.section,
            program_type=program.kind.type if program.kind else "",
        )
        by_version: dict[Version, Answer] = {}
        for one in self.classes:
            answer = self._answer(one, program)
            report.cut_short |= one.context.is_cut_short(program)
            for version in one.versions:
                by_version[version] = answer
        report.kernels = {str(version): by_version[version] for version in sorted(by_version)}
        report.not_asked = [str(version) for version in self.every_version if version not in by_version]
        report.set_limits()
        return report

    def _answer(self, one: KernelClass, program: Program) -> Answer:
        if hits := one.hits(program.name):
            return False, self._told(one, program, hits)
        if program in one.context.reachability.hang_on_defaults:
            one = self._as_it_stands(one)
            if hits := one.hits(program.name):
                return False, self._told(one, program, hits, by_default=True)
        if modules := needed_test_modules(one.context, program.name):
            return False, self._reasons(modules)
        reasons = self._reasons_of_all(unknown_kfuncs(one.context, program.name))
        if others := _open_causes(one, program):
            reasons = [*reasons, *self._reasons(others)]
        return (None if reasons else True), reasons

    def _as_it_stands(self, one: KernelClass) -> KernelClass:
        if one not in self._standing:
            self._standing[one] = self.stand(one)
        return self._standing[one]

    def _told(self, one: KernelClass, program: Program, hits: list[Hit], *, by_default: bool = False) -> list[Reason]:
        is_of_object = hits is one.fatal().general and not by_default
        if is_of_object and one not in self._callers:
            self._callers[one] = callers_of(one.context, (found for _, found in hits))
        is_shared = is_of_object and program not in self._callers[one]
        if is_shared and one in self._told_of_object:
            return self._told_of_object[one]
        told = [(rule, *place_and_message(one.context, program, found), found) for rule, found in hits]
        told.sort(key=lambda each: each[2].endswith(OF_ANOTHER))
        reasons = [
            self.new_reason(
                rule.id, span.line, (_by_default(one, program, found) if by_default else "") + message, span.path
            )
            for rule, span, message, found in told
        ]
        if is_shared:
            self._told_of_object[one] = reasons
        return reasons

    def _reasons_of_all(self, causes: Sequence[Cause]) -> list[Reason]:
        """The reasons of causes that hundreds of programs may share, each of which can be as many."""
        known = self._shared.get(id(causes))
        if known is None or known[0] is not causes:
            known = self._shared[id(causes)] = causes, self._reasons(causes)
        return known[1]

    def _reasons(self, causes: Iterable[Cause]) -> list[Reason]:
        return [self.new_reason(each.rule, each.span.line, each.message, each.span.path) for each in causes]


def _open_causes(one: KernelClass, program: Program) -> list[Cause]:
    """Why nobody knows whether a program loads, beside kfuncs of no kernel."""
    context = one.context
    return [
        *one.options(program),
        *doubtful_accesses(context, program.name),
        *doubts(context, program),
    ]


def _by_default(one: KernelClass, program: Program, found: Found) -> str:
    """Which constants lead to what was found, of those that a loader may set."""
    functions = one.context.functions(program)
    nearest = [each for each in functions if each.name.removeprefix("____") == found.function]
    for group in (nearest, functions):
        names = dict.fromkeys(name for function in group for name in _defaults(one, function))
        if names:
            first, *others = names
            return f"depends on the default of {first}{f' and {len(others)} more' if others else ''}: "
    return ""


def _defaults(one: KernelClass, function: Function) -> Iterator[str]:
    """The constants that choose between the blocks of a function."""
    with one.context.asked.listen() as heard:
        one.context.guards.blocks(function)
    yield from (question.name for question in heard if question.about == DEFAULT)
