"""Kernels that look the same to a unit, and what was found on them: one finding for each place and cause."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from bpflint.base.finding import Found, Level
from bpflint.checks._causes import MOST, ByProgram, Cause
from bpflint.checks._options import deciding_options, needed_options
from bpflint.checks.context import Context
from bpflint.engine.merged_findings import level_of
from bpflint.kernel import Version
from bpflint.libbpf.programs import Program
from bpflint.policy.rules import Rule

Key = tuple[str, object, str]
"""The rule, the place and what else tells findings apart."""
Hit = tuple[Rule, Found]


class Hits(ByProgram[Hit]):
    """Findings by the program that they are about."""

    def __init__(self, every: Iterable[Hit]) -> None:
        super().__init__(every, lambda hit: hit[1].programs, MOST)

    @cached_property
    def missing(self) -> int:
        """How many of those about the object say that a kfunc is not there."""
        return missing_kfuncs(self.general)

    def any(self, program: str) -> bool:
        """True if something keeps a program from loading."""
        return bool(self.general) or program in self._own

    def badness(self, program: str) -> tuple[int, int]:
        """How many kfuncs a program lacks, and how many mistakes keep it from loading."""
        own = self.own(program)
        return self.missing + missing_kfuncs(own), len(self.general) + len(own)


def missing_kfuncs(hits: Iterable[Hit]) -> int:
    """How many of the findings say that a kfunc is not there."""
    return sum(rule.id.startswith("KF3") for rule, _ in hits)


@dataclass(slots=True, eq=False)
class KernelClass:
    """Kernels that look the same to the unit, ascending, and what was found on them."""

    versions: list[Version]
    context: Context
    looks: object = None
    """What the checks that follow no path may ask of these kernels; others may look the same to these checks."""
    found: dict[Key, tuple[Rule, Found]] = field(default_factory=dict)
    doubted: list[tuple[Rule, Found]] = field(default_factory=list)
    """What was found elsewhere in the object for sure, of the programs of which that is less sure."""
    _fatal: Hits | None = None
    _softened: Hits | None = None

    def take_over(self, other: KernelClass) -> None:
        """Takes in all that was found on other kernels that look alike."""
        self.found, self.doubted = dict(other.found), list(other.doubted)
        self._fatal = self._softened = None

    def add(self, rule: Rule, found: Found) -> None:
        """Takes in what a rule found, once for all programs that it holds for."""
        key = (rule.id, found.span, found.key)
        known = self.found.get(key)
        if known is not None:
            if not known[1].programs:
                return
            found = self._both(rule, known[1], found)
        self.found[key] = (rule, found)
        self._fatal = self._softened = None

    def _both(self, rule: Rule, known: Found, found: Found) -> Found:
        """Of two findings at one place the surer one, for the programs that it is as sure of."""
        if level_of(rule, known) == level_of(rule, found):
            return replace(known, programs=tuple(dict.fromkeys((*known.programs, *found.programs))))
        weaker, surer = sorted((known, found), key=lambda each: level_of(rule, each))
        self.doubted.append((rule, weaker))
        return surer

    def hits(self, program: str) -> list[tuple[Rule, Found]]:
        """Errors that keep `program` from loading here."""
        return self.fatal().of(program)

    def fatal(self) -> Hits:
        """Errors that keep programs from loading here."""
        if self._fatal is None:
            self._fatal = Hits(
                (rule, found)
                for rule, found in self.found.values()
                if level_of(rule, found) is Level.ERROR and rule.fails == "load"
            )
        return self._fatal

    def options(self, program: Program) -> Iterator[Cause]:
        """The options of the kernel that decide whether `program` loads here."""
        yield from needed_options(self.context, program)
        for rule, found in self._softened_hits().of(program.name):
            for each in deciding_options(self.context, program, [found]):
                yield replace(each, rule=rule.id)

    def _softened_hits(self) -> Hits:
        """Warnings of what else is an error."""
        if self._softened is None:
            self._softened = Hits(
                (rule, found)
                for rule, found in (*self.found.values(), *self.doubted)
                if rule.level is Level.ERROR and rule.fails == "load" and level_of(rule, found) is Level.WARNING
            )
        return self._softened


def once_for_all_alike(
    classes: Sequence[KernelClass], run: Callable[[KernelClass], None]
) -> dict[KernelClass, KernelClass]:
    """Has `run` look at one class of each sort, from the newest on; gives for each class whose findings it then has.

    Of one sort are those which look the same where no path is followed, and answer alike what was asked on the paths.
    """
    models: dict[object, list[KernelClass]] = {}
    chosen: dict[KernelClass, KernelClass] = {}
    for one in reversed(classes):
        alike = models.setdefault(one.looks, [])
        model = next((each for each in alike if one.context.asked.would_answer(each.context.asked.heard)), one)
        if model is one:
            run(one)
            alike.append(one)
        else:
            one.take_over(model)
        chosen[one] = model
    return chosen
