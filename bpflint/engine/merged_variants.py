"""One report on a file that is built in several ways, from those on each.

What all have in common is told once; findings and losses of some name their variants. A program needs what the most
demanding of its variants needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bpflint.base import disk_trace
from bpflint.base.finding import FileReport, Finding, ProgramReport, Step, reading_order
from bpflint.policy.suppressions import UNUSED

_WORST_LAST: Final = ("ok", "degraded", "failed")


def merged(reports: Mapping[str, FileReport]) -> FileReport:
    """The report on a file, from those on its variants by their names."""
    every = list(reports.values())
    if len(every) == 1:
        return every[0]
    return FileReport(
        every[0].path,
        status=max((report.status for report in every), key=_WORST_LAST.index),
        problems=_told({name: report.problems for name, report in reports.items()}),
        findings=_findings(reports),
        programs=_programs(every),
        gave_up=list(dict.fromkeys(step for report in every for step in report.gave_up)),
        assumed=list(dict.fromkeys(text for report in every for text in report.assumed)),
        silenced=list(dict.fromkeys(each for report in every for each in report.silenced)),
        seconds=sum(report.seconds for report in every),
        digest=max(report.digest for report in every),
        includes=list(dict.fromkeys(name for report in every for name in report.includes)),
        asked=_asked(every),
    )


def _told(steps: Mapping[str, Iterable[Step]]) -> list[Step]:
    """Steps, with the names of the variants that they are of where that is not all."""
    where: dict[Step, list[str]] = {}
    for name, some in steps.items():
        for step in dict.fromkeys(some):
            where.setdefault(step, []).append(name)
    return [
        step if len(names) == len(steps) else Step(step.span, f"{step.message} (variant {', '.join(names)})")
        for step, names in where.items()
    ]


def _findings(reports: Mapping[str, FileReport]) -> list[Finding]:
    found: dict[tuple[object, ...], dict[str, Finding]] = {}
    for name, report in reports.items():
        for finding in report.findings:
            key = (finding.rule, finding.span, finding.message)
            found.setdefault(key, {}).setdefault(name, finding)
    findings = [
        _finding(by_name, len(by_name) == len(reports))
        for by_name in found.values()
        # A comment that silences nothing in one variant may well be needed in another.
        if len(by_name) == len(reports) or all(each.name != UNUSED for each in by_name.values())
    ]
    return sorted(findings, key=reading_order)


def _finding(by_name: Mapping[str, Finding], is_everywhere: bool) -> Finding:
    every = list(by_name.values())
    # What holds on every kernel (None) says more than what holds on some.
    gravest = max(every, key=lambda each: (each.level, each.kernels is None))
    return replace(
        gravest,
        programs=tuple(dict.fromkeys(program for each in every for program in each.programs)),
        # Where another variant is not wrong, mending one could break it.
        fix=gravest.fix if is_everywhere and all(each.fix == gravest.fix for each in every) else None,
        variants=() if is_everywhere else tuple(by_name),
    )


def _programs(reports: Iterable[FileReport]) -> list[ProgramReport]:
    programs: dict[str, ProgramReport] = {}
    for report in reports:
        for program in report.programs:
            known = programs.setdefault(program.name, program)
            if known.kernels != program.kernels:
                programs[program.name] = _most_demanding(known, program)
    return list(programs.values())


def _most_demanding(one: ProgramReport, other: ProgramReport) -> ProgramReport:
    both = replace(one, kernels={}, cut_short=one.cut_short or other.cut_short)
    for version in dict.fromkeys((*one.kernels, *other.kernels)):
        answers = [each.kernels[version] for each in (one, other) if version in each.kernels]
        loads = [answer for answer, _ in answers]
        reasons = list(dict.fromkeys(reason for _, some in answers for reason in some))
        both.kernels[version] = (False if False in loads else None if None in loads else True, reasons)
    both.set_limits()
    return both


def _asked(reports: Sequence[FileReport]) -> dict[str, str] | None:
    """What the disk was asked for all of them; None if one of them may change by itself."""
    asked: dict[str, str] = {}
    for report in reports:
        if report.asked is None:
            return None
        disk_trace.add(asked, report.asked)
    return asked
