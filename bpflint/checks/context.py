"""What a check may look at: one unit, its programs, and everything one kernel says about them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar, cast

from bpflint.base.finding import Step
from bpflint.base.fork_pool import Shares
from bpflint.flow import Allowance, Analysis, Budget, analyze
from bpflint.flow.machine.hook_arguments import hook_arguments
from bpflint.flow.static.constants import compare
from bpflint.flow.static.function_summaries import FunctionSummaries
from bpflint.flow.static.guards import Guards
from bpflint.flow.static.kernel_queries import Answers, KernelQueries, Query
from bpflint.flow.static.kernel_view import callee_view, calls_view
from bpflint.flow.static.names import names_called
from bpflint.flow.static.reach import Reached
from bpflint.flow.static.return_ranges import return_range
from bpflint.flow.static.unit_reach import Reachability, ReachedCall
from bpflint.flow.static.well_known import SteppedOver, well_known
from bpflint.flow.walk.protocols import ProtocolObserver
from bpflint.kernel import Facts, KernelFacts
from bpflint.kernel.core_questions import has_enumerator, has_field, has_type, size_of
from bpflint.kernel.verifier_change import Change
from bpflint.libbpf.ksym import essential_name, exists
from bpflint.libbpf.programs import Program
from bpflint.source.control_flow import Function
from bpflint.source.unit import Unit

Result = TypeVar("Result")

CONSTANT_KEYS = Query("change", Change.CONSTANT_KEYS_FOUND.value)

WORTH_SHARING = 500
"""Blocks of code in a file from which on helpers are worth what it takes to fork them."""


class PathsNeededError(Exception):
    """Raised where something hangs on paths that are not to be followed yet."""


def answers_of(unit: Unit, kernel: KernelFacts) -> Answers:
    """What `kernel` answers to the tests in `unit`."""
    code = kernel.version.code

    def answer(question: Query) -> int | None:
        match question.about:
            case "function":
                return exists(unit, kernel, question.name)
            case "enumerator":
                return has_enumerator(kernel, question.name)
            case "number":
                helper = kernel.helper(question.name.replace("BPF_FUNC_", "bpf_", 1))
                return helper.number if helper is not None else None
            case "type":
                return has_type(kernel, question.name)
            case "field":
                return has_field(kernel, question.name)
            case "version":
                return compare(question.name, code, question.code)
            case "change":
                return int(kernel.has(Change(question.name)))
            case "callee":
                return callee_view(kernel, question.name)
            case "flag":
                kfunc, _, flag = question.name.partition(" ")
                known = kernel.kfunc(kfunc)
                return int(flag in known.flags) if known is not None else None
            case "size":
                return size_of(kernel, question.name)
            case "releaser":
                name = next(iter(kernel.releasers.get(question.name, ())), "")
                return list(kernel.facts.kfuncs).index(name) if name in kernel.facts.kfuncs else None
        return None

    return answer


@dataclass(eq=False)
class Context:
    """A unit judged at one kernel, for some of its programs. Results are computed when first asked for and kept."""

    unit: Unit
    facts: Facts
    kernel: KernelFacts
    programs: tuple[Program, ...]
    asked: KernelQueries
    budget: Budget = field(default_factory=Budget)
    allowance: Allowance = field(default_factory=Allowance)
    """What is left for all programs on all kernels."""
    newest: Context | None = None
    """The unit at the newest kernel, where any kernel will do: whether paths come to a call is asked there, for all."""
    loader: str = "auto"
    """What loads the object, as the settings or the project's own files tell."""
    alike: Context | None = None
    """The unit at another kernel that says the same of every function, where there is one."""
    stricter: Context | None = None
    """The unit at the newest kernel that does not know what constant keys find, where this one does."""
    walked: Context | None = None
    """The same where any loader may have set constants: its paths serve here, they know what a default leads to."""
    follows_paths: bool = True
    """Whether paths may be followed yet; else PathsNeededError is raised for them."""
    _analyses: dict[Program, Analysis] = field(default_factory=dict)
    _looked: dict[Program, tuple[Hashable, ...]] = field(default_factory=dict)
    _kept: dict[object, tuple[object, ...]] = field(default_factory=dict)
    _ahead: list[Shares[Program, Analysis]] = field(default_factory=list)
    """The work that helpers have begun."""

    @cached_property
    def reachability(self) -> Reachability:
        return Reachability.of(self.unit, self.programs, self.asked)

    @cached_property
    def guards(self) -> Guards:
        return Guards(self.unit, self.asked)

    @cached_property
    def summaries(self) -> FunctionSummaries:
        return self.alike.summaries if self.alike is not None else FunctionSummaries(self.unit, self.kernel)

    @cached_property
    def well_known(self) -> Mapping[Program, SteppedOver]:
        """The functions that a program is not followed through, as many were before it."""
        if self.alike is not None:
            return self.alike.well_known
        return well_known(self.summaries, ((program, program.body) for program in self.programs))

    def once(self, find: Callable[[Context], Iterable[Result]]) -> tuple[Result, ...]:
        """All that `find` yields, found once for all rules that ask, whichever programs they look at."""
        known = self._kept.get(find)
        if known is None:
            known = self._kept[find] = tuple(find(self))
        return cast(tuple[Result, ...], known)

    def reached(self, program: Program) -> tuple[Reached, ...]:
        """Every call `program` can reach on this kernel."""
        return self.reachability.reached[program]

    def functions(self, program: Program) -> tuple[Function, ...]:
        """The user's function of a program, and every function that holds a call which the program can reach."""
        return self.reachability.functions[program]

    def programs_by_function(self) -> Mapping[Function, tuple[Program, ...]]:
        """The functions that programs of the unit run, each with these programs."""
        return self.reachability.programs_by_function

    def reached_calls(self) -> Sequence[ReachedCall]:
        """Every call that some program of the unit reaches, once, with the programs that reach it."""
        return self.reachability.calls

    def analysis(self, program: Program, allowance: Allowance | None = None) -> Analysis:
        """What happens along the paths of `program` on this kernel. Raises PathsNeededError.

        With an `allowance`, its steps are taken and not those of this kernel.
        """
        if self.walked is not None:
            return self.walked.analysis(program)
        known = self._analyses.get(program)
        if known is None:
            if not self.follows_paths:
                raise PathsNeededError
            looks = self._looks(program)
            known = self._of_stricter(program, looks)
            if known is None:
                known = self.asked.keep(looks, lambda: self._analyze(program, allowance))
            self._analyses[program] = known
        return known

    def _of_stricter(self, program: Program, looks: Hashable) -> Analysis | None:
        """What was found where arrays may have nothing at constant keys, if that leads to nothing else.

        Nearly every program looks up a constant key. The way where nothing is there most often just ends, and without
        it the paths are those of this kernel.
        """
        if self.stricter is None or self.stricter._looks(program) != looks:
            return None
        found = self.stricter.analysis(program, self.allowance)
        heard = {question: 1 if question == CONSTANT_KEYS else answer for question, answer in found.heard.items()}
        if found.events or found.gave_up or found.keyless_calls or not self.asked.would_answer(heard):
            return None
        self.asked.remember(looks, heard, found)
        return found

    def _looks(self, program: Program) -> tuple[Hashable, ...]:
        """How this kernel looks to a program, apart from what the program's paths ask: alike, they are walked once."""
        known = self._looked.get(program)
        if known is None:
            kinds = (program.kind,) if program.kind else ()
            known = self._looked[program] = (
                program,
                calls_view(self.kernel, self._names(program), self._declared, program.kind),
                tuple((hook_arguments(self.kernel, kind), return_range(self.kernel, kind)) for kind in kinds),
            )
        return known

    @cached_property
    def _declared(self) -> frozenset[str]:
        declared = [name for name, each in self.unit.declarations.items() if each.is_ksym]
        return frozenset(map(essential_name, declared))

    def _names(self, program: Program) -> frozenset[str]:
        """The functions that a program calls or hands on."""
        functions = program.function, program.body
        return self.asked.keep(("names called", program), lambda: names_called(self.unit, functions))

    def analyze_ahead(self, processes: int) -> None:
        """Has helpers begin with the analyses, if these will take long enough for that to be worth it."""
        blocks = sum(function.size for function in self.unit.functions.values())
        if processes > 1 and len(self.programs) > 1 and blocks > WORTH_SHARING:
            # The longest come first, so that nobody has to wait for one at the end.
            ordered = sorted(self.programs, key=lambda program: self._length(program), reverse=True)
            self._ahead.append(Shares(self._analyze, ordered, processes, self._shared()))

    def _length(self, program: Program) -> int:
        """The blocks of everything that the program calls."""
        return sum(function.size for function in self.summaries.reached(program.body))

    def walk(self, programs: Collection[Program]) -> None:
        """Makes the analyses of `programs`, together with the helpers if there are any."""
        if self.stricter is not None:
            self.stricter.walk(programs)
        while self._ahead:
            for program, analysis in self._ahead.pop().finish(programs).items():
                self._analyses[program] = analysis
                self.asked.remember(self._looks(program), analysis.heard, analysis)

    def stop_looking(self) -> None:
        """Ends helpers whose analyses nobody asked for."""
        while self._ahead:
            self._ahead.pop().cancel()

    def _analyze(self, program: Program, allowance: Allowance | None = None) -> Analysis:
        allowance = allowance or self.allowance
        observer = ProtocolObserver(self.facts.protocols)
        observers = (observer,) if observer.follows(self._names(program)) else ()
        budget = self.budget.within(allowance)
        stepped_over = self.well_known.get(program, SteppedOver())
        budget = replace(budget, well_known=stepped_over.functions)
        with self.asked.listen() as heard:
            analysis = analyze(self.unit, program, self.kernel, budget, self.guards, self.summaries, observers)
        analysis.heard, analysis.stepped_over = heard, stepped_over
        allowance.steps -= analysis.steps
        analysis.observed_calls = list(observer.observed_calls.values())
        return analysis

    def _shared(self) -> Iterable[object]:
        """What analyses refer to by identity."""
        for function in self.unit.functions.values():
            if function.size:
                yield from function.calls()
        for protocol in self.facts.protocols:
            yield protocol
            for transitions in protocol.calls.values():
                yield from transitions

    def as_it_stands(self) -> Context:
        """The same for an object whose constants hold what the file sets them to, as libbpf loads it by itself."""
        return replace(self, asked=self.asked.with_defaults(), _kept={}, _ahead=[], walked=self.walked or self)

    def narrowed(self, programs: tuple[Program, ...]) -> Context:
        """The same context looking along the paths of some programs only; what is already known is shared."""
        if programs == self.programs:
            return self
        view = replace(self, programs=programs)
        view.__dict__["reachability"] = self.reachability
        view.__dict__["guards"] = self.guards
        view.__dict__["summaries"] = self.summaries
        view.__dict__["well_known"] = self.well_known
        return view

    def is_cut_short(self, program: Program) -> bool:
        """True if the paths of a program were followed, and not to their end or not through all functions."""
        known = self._analyses.get(program)
        return known is not None and bool(known.gave_up or known.stepped_over.functions)

    def stepped_over(self) -> Iterator[SteppedOver]:
        """The functions that programs were not followed through."""
        return (analysis.stepped_over for analysis in self._analyses.values())

    def gave_up(self) -> list[Step]:
        """Where the analysis of paths was cut short."""
        return [step for analysis in self._analyses.values() for step in analysis.gave_up]
