"""One unit against many kernels: runs the checks once for each way the kernels look to it, and merges.

Kernels that give the same facts for everything the unit names form one class and are judged once.

With a target, a finding on any kernel of the target is reported at its rule's level. Without one, an `error` must hold
wherever the program could load: what only some kernels reject is no mistake yet, it shows in the program's kernel
range. What paths do wrong (rules that need `flow`) is a warning where only the newest of those kernels reject it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from bpflint.base.finding import Finding, Level, ProgramReport, Reason, Step, reading_order
from bpflint.checks import load_checks
from bpflint.checks._advice import BETTER
from bpflint.checks._causes import ByProgram
from bpflint.checks._doubts import may_be_refused, unknown_kfuncs
from bpflint.checks._test_modules import lacks_test_kfunc
from bpflint.checks.context import CONSTANT_KEYS, Context, PathsNeededError, answers_of
from bpflint.engine.kernel_class import KernelClass, Key, once_for_all_alike
from bpflint.engine.kernel_fingerprint import answers
from bpflint.engine.merged_findings import finding_of, level_of
from bpflint.engine.program_rows import Rows
from bpflint.flow import Allowance, Budget
from bpflint.flow.static.kernel_queries import KernelQueries, QueryCache
from bpflint.flow.static.names import names_called
from bpflint.flow.static.well_known import describe_stepped_over
from bpflint.kernel import Facts, KernelFacts, describe_versions
from bpflint.libbpf.ksym import essential_name
from bpflint.libbpf.programs import Program, find_programs
from bpflint.libbpf.sections import SectionTable
from bpflint.policy.rules import Catalog, Rule
from bpflint.source.unit import Unit

TABLE_STEPS = 150_000
"""How many instructions are followed for the table of one file. What is cut short is said."""

OLDER_STEPS = 1_000_000
"""Likewise for all kernels of a target but the newest, whose programs are each followed as far as ever."""

WHOLE_UNIT = ""
"""Stands for a unit without programs (a library of BPF functions) wherever a program's name is expected."""


Ahead = Callable[[list[Finding]], None]
"""Told of findings that are there before the others."""


@dataclass(slots=True)
class Verdict:
    """What judging a unit gave."""

    findings: list[Finding] = field(default_factory=list)
    programs: list[ProgramReport] = field(default_factory=list)
    gave_up: list[Step] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


class Judge:
    """Judges units by one set of facts, rules and target kernels (`None`: every kernel known)."""

    def __init__(
        self,
        facts: Facts,
        catalog: Catalog,
        *,
        target: Sequence[KernelFacts] | None = None,
        selected: Iterable[str] | None = None,
        budget: Budget | None = None,
        every_kernel: bool = False,
        processes: int = 1,
    ) -> None:
        """`selected` are the names of the rules to report, all by default. `every_kernel` follows the paths on each
        class of kernels also where nothing needs reporting, for complete compatibility tables. `processes` may work on
        one unit at once."""
        rules = [rule for rule in catalog if rule.name in load_checks()]
        self._selected = {rule.name for rule in rules} if selected is None else set(selected)
        self._facts = facts
        # Rules that nobody wants to read still decide on which kernels a program loads.
        self._structural = [rule for rule in rules if "flow" not in rule.needs]
        self._flow = [rule for rule in rules if "flow" in rule.needs and (every_kernel or rule.name in self._selected)]
        self._has_target = target is not None
        self._kernels = list(target) if target is not None else [facts.at(version) for version in facts.versions]
        self._budget = budget or Budget()
        self._every_kernel = every_kernel
        self._processes = processes

    def programs(self, unit: Unit, loader: str = "auto") -> tuple[Program, ...]:
        """Every program of `unit`, whose sections `loader` reads."""
        return find_programs(unit, SectionTable(self._facts.section_table, loader))

    def judge(
        self, unit: Unit, loader: str = "auto", *, wanted: frozenset[str] | None = None, ahead: Ahead | None = None
    ) -> Verdict:
        """Everything there is to say about `unit`, or about those of its programs that are `wanted` by name.

        `ahead` is told the findings for which no path has to be followed, before one is.
        """
        programs = self.programs(unit, loader)
        if wanted is not None:
            programs = tuple(program for program in programs if program.name in wanted)
        classes = self._classify(unit, programs, loader)
        try:
            return self._judge(unit, programs, classes, ahead)
        finally:
            for one in classes:
                one.context.stop_looking()

    def _judge(
        self, unit: Unit, programs: tuple[Program, ...], classes: list[KernelClass], ahead: Ahead | None
    ) -> Verdict:
        names = list(dict.fromkeys(program.name for program in programs)) or [WHOLE_UNIT]
        later = dict.fromkeys(classes, self._structural)
        if ahead is not None:
            later = self._run_without_paths(classes)
            ahead(self._merged_so_far(classes, names, programs))
        once_for_all_alike(classes, lambda one: self._run(later[one], one, one.context.programs))
        loads = _able(classes, names)
        merged: dict[Key, Finding] = {}
        if self._has_target:
            self._walk_target(classes, loads, programs)
            self._merge_target(classes, merged)
        else:
            best = self._merge_any(classes, names, loads, programs, merged)
            self._walk_any(classes, best, loads, programs, merged)
        verdict = Verdict(self._wanted(merged))
        # Many programs share few reasons.
        rows = Rows(unit, classes, self._facts.versions, self._as_it_stands, cache(Reason))
        verdict.programs = [rows.row(program) for program in _first_of_each(programs)]
        verdict.gave_up = list(dict.fromkeys(step for one in classes for step in one.context.gave_up()))
        verdict.assumed = describe_stepped_over(step for one in classes for step in one.context.stepped_over())
        return verdict

    def _run_without_paths(self, classes: list[KernelClass]) -> dict[KernelClass, list[Rule]]:
        """Runs the rules that turn out to need no path; gives the others."""
        later: dict[KernelClass, list[Rule]] = {}

        def run(one: KernelClass) -> None:
            later[one] = []
            for rule in self._structural:
                try:
                    found = list(load_checks()[rule.name](one.context))
                except PathsNeededError:
                    later[one].append(rule)
                else:
                    for each in found:
                        one.add(rule, each)

        for one in classes:
            one.context.follows_paths = False
        models = once_for_all_alike(classes, run)
        for one in classes:
            one.context.follows_paths = True
        return {one: later[model] for one, model in models.items()}

    def _merged_so_far(
        self, classes: list[KernelClass], names: list[str], programs: tuple[Program, ...]
    ) -> list[Finding]:
        merged: dict[Key, Finding] = {}
        if self._has_target:
            self._merge_target(classes, merged)
        else:
            self._merge_any(classes, names, _able(classes, names), programs, merged)
        return self._wanted(merged)

    def _wanted(self, merged: Mapping[Key, Finding]) -> list[Finding]:
        return sorted((each for each in merged.values() if each.name in self._selected), key=reading_order)

    # ------------------------------------------------------------------------------------------------- kernel classes

    def _classify(self, unit: Unit, programs: tuple[Program, ...], loader: str) -> list[KernelClass]:
        names = sorted(_names(unit, self._facts))
        kinds = {program.kind for program in programs if program.kind}
        classes: dict[object, KernelClass] = {}
        contexts: list[Context] = []
        alike: dict[object, Context] = {}
        kept = QueryCache()
        newest: Context | None = None
        older = Allowance(OLDER_STEPS) if self._has_target else Allowance()
        allowance = Allowance(TABLE_STEPS) if self._every_kernel else Allowance()
        for kernel in sorted(self._kernels, key=lambda kernel: kernel.version, reverse=True):
            asked = KernelQueries(answers_of(unit, kernel), kept)
            context = Context(unit, self._facts, kernel, programs, asked, self._budget, allowance, newest, loader)
            newest = newest or (None if self._every_kernel or self._has_target else context)
            allowance = allowance if self._every_kernel else older
            if not contexts and self._flow and not (self._every_kernel or self._has_target):
                # Most often it is on the newest kernel that the paths of a program are followed.
                context.analyze_ahead(self._processes)
            contexts.append(context)
            looks = answers(context, names, kinds)
            if (other := alike.setdefault(looks, context)) is not context:
                context.alike = other
            key = looks, kernel.changes
            classes.setdefault(key, KernelClass([], context, looks)).versions.insert(0, kernel.version)
        if self._every_kernel or self._has_target:
            stricter = next((each for each in contexts if not each.asked.ask(CONSTANT_KEYS)), None)
            for context in contexts[: contexts.index(stricter)] if stricter is not None else ():
                context.stricter = stricter
            if self._flow and not self._every_kernel:
                (stricter or contexts[0]).analyze_ahead(self._processes)
        return list(reversed(classes.values()))

    def _walk(self, one: KernelClass, programs: Sequence[Program]) -> None:
        """Runs the rules about paths."""
        if self._flow:
            one.context.walk(programs)
            self._run(self._flow, one, programs)

    def _run(self, rules: list[Rule], one: KernelClass, programs: Iterable[Program]) -> None:
        context = one.context.narrowed(tuple(programs))
        checks = load_checks()
        for rule in rules:
            for found in checks[rule.name](context):
                one.add(rule, found)

    # -------------------------------------------------------------------------------------------------------- merging

    def _walk_target(
        self, classes: list[KernelClass], loads: dict[str, list[KernelClass]], programs: tuple[Program, ...]
    ) -> None:
        # The paths of a program that fails only because the rest of its object does are worth following too. Older
        # kernels come last, which have few steps of their own and take over what is alike.
        for one in reversed(classes):
            followed = [program for program in programs if one in loads[program.name] or _is_innocent(one, program)]
            self._walk(one, followed)

    def _merge_target(self, classes: list[KernelClass], merged: dict[Key, Finding]) -> None:
        every = [kernel.version for kernel in self._kernels]
        for key in dict.fromkeys(key for one in reversed(classes) for key in one.found):
            where = [one for one in classes if key in one.found]
            versions = [version for one in where for version in one.versions]
            rule, found = where[-1].found[key]
            if found.at_most is None or (rule.merge == "all" and len(versions) < len(every)):
                continue
            partial = None if len(versions) == len(every) else describe_versions(versions, self._facts.versions)
            merged[key] = finding_of(rule, found, level_of(rule, found), partial)

    def _merge_any(
        self,
        classes: list[KernelClass],
        names: list[str],
        loads: dict[str, list[KernelClass]],
        programs: tuple[Program, ...],
        merged: dict[Key, Finding],
    ) -> dict[str, KernelClass]:
        """Merges what was found without paths; gives for each program the kernels to follow its paths on."""
        named: dict[str, list[Program]] = {}
        for program in programs:
            named.setdefault(program.name, []).append(program)
        doubtful = {name for name in names if self._is_doubtful(classes, loads[name], named.get(name, []))}
        best = {
            name: loads[name][-1]
            if loads[name] and name not in doubtful and not _is_misfit(name, classes, loads[name])
            else _least_bad(classes, name)
            for name in names
        }
        left = {one: ByProgram(one.found.items(), lambda item: item[1][1].programs) for one in set(best.values())}
        for name in names:
            left[best[name]].drop_general(lambda item: item[0] in merged or item[1][1].at_most is None)
            for key, (rule, found) in left[best[name]].of(name):
                if key in merged or found.at_most is None:
                    continue
                if level_of(rule, found) < rule.level and any(key not in other.found for other in loads[name]):
                    continue  # an error that a test softened, and that only some kernels would give
                if name in doubtful:
                    where = [version for each in classes if key in each.found for version in each.versions]
                    versions = describe_versions(where, self._facts.versions)
                    merged[key] = finding_of(rule, found, min(level_of(rule, found), Level.WARNING), versions)
                else:
                    merged[key] = finding_of(rule, found, level_of(rule, found), None)
        return best

    def _walk_any(
        self,
        classes: list[KernelClass],
        best: Mapping[str, KernelClass],
        loads: dict[str, list[KernelClass]],
        programs: tuple[Program, ...],
        merged: dict[Key, Finding],
    ) -> None:
        for one in classes:
            mine = [program for program in programs if best[program.name] is one]
            if mine and self._flow:
                self._merge_paths(one, mine, loads, merged)

    @staticmethod
    def _is_doubtful(classes: list[KernelClass], able: list[KernelClass], mine: list[Program]) -> bool:
        """True if the newest kernels refuse a program, and of those that do not nobody knows that they take it."""
        return (
            bool(able)
            and classes[-1] not in able
            and all(any(may_be_refused(one.context, program) for program in mine) for one in able)
        )

    def _merge_paths(
        self, one: KernelClass, programs: list[Program], loads: dict[str, list[KernelClass]], merged: dict[Key, Finding]
    ) -> None:
        before = set(one.found)
        self._walk(one, programs)
        fresh = [key for key in one.found if key not in before]
        accused = {name for key in fresh for name in one.found[key][1].programs}
        others: dict[KernelClass, list[Program]] = {}
        for program in programs:
            if self._every_kernel or program.name in accused:
                for other in loads[program.name]:
                    if other is not one and not lacks_test_kfunc(other.context, program.name):
                        other.context.walk([program])
                        other.context.analysis(program)  # on all kernels before the next one: steps may run out
                        others.setdefault(other, []).append(program)
        for other, mine in others.items():
            self._walk(other, mine)
        for key in fresh:
            rule, found = one.found[key]
            could_load = [other for other in others if any(other in loads[name] for name in found.programs)]
            rejecting = [other for other in could_load if key in other.found]
            level, kernels = level_of(rule, found), None
            if len(rejecting) < len(could_load):
                level = min(level, Level.WARNING)
                versions = [version for some in (*rejecting, one) for version in some.versions]
                kernels = describe_versions(versions, self._facts.versions)
            known = merged.get(key)
            if known is None or known.level < level:
                merged[key] = finding_of(rule, found, level, kernels)

    # -------------------------------------------------------------------------------------------------- kernel ranges

    def _as_it_stands(self, one: KernelClass) -> KernelClass:
        """What is found where constants hold what the file sets them to."""
        stands = KernelClass(one.versions, one.context.as_it_stands())
        stands.found = {key: (rule, found) for key, (rule, found) in one.found.items() if "flow" in rule.needs}
        self._run(self._structural, stands, stands.context.programs)
        return stands


def _names(unit: Unit, facts: Facts) -> frozenset[str]:
    """Every function a kernel may or may not have that the unit declares or calls, and what stands in its place."""
    called = names_called(
        unit, [function for function in unit.functions.values() if function.section or not function.in_header]
    )
    names = called.union(map(essential_name, unit.declarations))
    better = {each for name in names for each in BETTER.get(name, ())}
    kfuncs = [facts.kfuncs[name] for name in names if name in facts.kfuncs]
    successors = {kfunc.successor.name for kfunc in kfuncs if kfunc.successor is not None}
    predecessors = {each for kfunc in kfuncs for each in facts.predecessors.get(kfunc.name, ())}
    return names | better | successors | predecessors


def _able(classes: list[KernelClass], names: Iterable[str]) -> dict[str, list[KernelClass]]:
    """By program the kernels on which nothing was found that keeps it from loading."""
    return {name: [one for one in classes if not one.fatal().any(name)] for name in names}


def _is_misfit(name: str, classes: list[KernelClass], able: list[KernelClass]) -> bool:
    """True if the newest kernels refuse a declaration, and the older ones lack the kfunc: most likely it is wrong."""
    return classes[-1] not in able and all(
        any(each.misfit for each in unknown_kfuncs(one.context, name)) for one in able
    )


def _is_innocent(one: KernelClass, program: Program) -> bool:
    """True if nothing is wrong with the program itself, only with what is declared or called elsewhere."""
    if one.fatal().own(program.name):
        return False
    callees = [way.call.callee for way in one.context.reached(program)]
    names = {essential_name(callee) for callee in callees if isinstance(callee, str)}
    kfuncs = [one.context.kernel.kfunc(name) for name in names if name in one.context.facts.kfuncs]
    return all(kfunc is not None and kfunc.callable for kfunc in kfuncs)


def _least_bad(classes: list[KernelClass], name: str) -> KernelClass:
    """Of the kernels that refuse the program those on which least is wrong, then the newest.

    A missing kfunc is worse than any number of mistakes.
    """

    def badness(item: tuple[int, KernelClass]) -> tuple[int, int, int]:
        index, one = item
        return *one.fatal().badness(name), -index

    return min(enumerate(one for one in classes if one.fatal().any(name)), key=badness)[1]


def _first_of_each(programs: tuple[Program, ...]) -> Iterable[Program]:
    return {program.name: program for program in reversed(programs)}.values().__reversed__()
