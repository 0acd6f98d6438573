"""What a check may look at: one unit, its programs, and everything one kernel says about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from bpflint.finding import Step
from bpflint.flow import Analysis, Budget, analyze
from bpflint.flow.guards import Answers, Guards
from bpflint.flow.protocols import ProtocolObserver
from bpflint.flow.reach import Reached, reach
from bpflint.kernel import Facts, KernelFacts
from bpflint.ksym import exists
from bpflint.program import Program
from bpflint.source.model import Call, Unit


@dataclass(slots=True)
class ReachedCall:
    """One call, and every program that reaches it."""

    call: Call
    ways: list[tuple[Program, Reached]] = field(default_factory=list)


@dataclass(eq=False)
class Context:
    """A unit judged at one kernel. Results are computed when first asked for and kept."""

    unit: Unit
    facts: Facts
    kernel: KernelFacts
    programs: tuple[Program, ...]
    budget: Budget = field(default_factory=Budget)
    _reached: dict[Program, tuple[Reached, ...]] = field(default_factory=dict)
    _analyses: dict[Program, Analysis] = field(default_factory=dict)

    @cached_property
    def guards(self) -> Guards:
        version = self.kernel.version
        return Guards(
            self.unit,
            Answers(
                exists=lambda name: exists(self.unit, self.kernel, name),
                enumerator=self.kernel.has_enumerator,
                version_code=(version.major << 16) + (version.minor << 8),
            ),
        )

    def reached(self, program: Program) -> tuple[Reached, ...]:
        """Every call `program` can reach on this kernel."""
        known = self._reached.get(program)
        if known is None:
            known = self._reached[program] = reach(self.unit, program, self.guards)
        return known

    def analysis(self, program: Program) -> Analysis:
        """What happens along the paths of `program` on this kernel."""
        known = self._analyses.get(program)
        if known is None:
            observer = ProtocolObserver(self.facts.protocols)
            known = analyze(self.unit, program, self.kernel, self.budget, self.guards, (observer,))
            known.sights = list(observer.sights.values())
            self._analyses[program] = known
        return known

    def narrowed(self, programs: tuple[Program, ...]) -> Context:
        """The same context looking at some programs only; what is already known about them is shared."""
        if programs == self.programs:
            return self
        view = Context(self.unit, self.facts, self.kernel, programs, self.budget, self._reached, self._analyses)
        view.__dict__["guards"] = self.guards
        return view

    def gave_up(self) -> list[Step]:
        """Where the analysis of paths was cut short."""
        return [step for analysis in self._analyses.values() for step in analysis.gave_up]

    def reached_calls(self) -> Iterable[ReachedCall]:
        """Every call that some program reaches, once, with the programs that reach it."""
        calls: dict[int, ReachedCall] = {}
        for program in self.programs:
            for way in self.reached(program):
                calls.setdefault(id(way.call), ReachedCall(way.call)).ways.append((program, way))
        return calls.values()
