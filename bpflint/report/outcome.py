"""What a run produced, as every report sees it: the file reports, the rules that took part, the text of the sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bpflint.base.files import relative_path
from bpflint.base.finding import FileReport, Finding, Level, SilencedBy
from bpflint.base.sources import Sources
from bpflint.policy.rules import Rule


@dataclass(slots=True)
class Outcome:
    """A whole run. `kernel` is the target as the user wrote it; `fixed` counts findings mended by `--fix`."""

    reports: list[FileReport] = field(default_factory=list)
    rules: Sequence[Rule] = ()
    kernel: str | None = None
    sources: Sources = field(default_factory=Sources)
    seconds: float = 0.0
    fixed: int = 0
    left_out: int = 0
    """BPF sources that are where was searched, and were not linted."""
    is_lossy: bool = False
    """Whether something was lost in parsing of which somebody said that it is a failure."""
    _seen: set[tuple[str, str, int, int, str]] = field(default_factory=set, repr=False)

    def add(self, report: FileReport) -> FileReport:
        """Take in the next file's report; returns it without the findings in headers that other files gave already."""
        fresh = []
        for finding in report.findings:
            span = finding.span
            key = (finding.rule, relative_path(span.path), span.line, span.column, finding.message)
            if key not in self._seen:
                self._seen.add(key)
                fresh.append(finding)
        report = replace(report, findings=fresh)
        self.reports.append(report)
        return report

    def findings(self) -> Iterator[Finding]:
        """Every finding, file by file."""
        for report in self.reports:
            yield from report.findings

    def count(self, level: Level) -> int:
        """Findings of exactly this level."""
        return sum(finding.level is level for finding in self.findings())

    def silenced(self) -> dict[SilencedBy, int]:
        """How many findings were not reported, and why; one in a header that several files include counts once."""
        unique = {each for report in self.reports for each in report.silenced}
        return {by: count for by in SilencedBy if (count := sum(each.by is by for each in unique))}

    def failed(self) -> list[FileReport]:
        """Files that could not be analysed."""
        return [report for report in self.reports if report.status == "failed"]

    def degraded(self) -> list[FileReport]:
        """Files of which something was lost in parsing."""
        return [report for report in self.reports if report.status == "degraded"]


def by_place(outcome: Outcome) -> list[Finding]:
    """Every finding, in the order of paths and places, whatever the order of the files was."""

    def place(finding: Finding) -> tuple[str, int, int, str, str]:
        span = finding.span
        return relative_path(span.path), span.line, span.column, finding.rule, finding.message

    return sorted(outcome.findings(), key=place)


def plural(number: int, noun: str, plural_noun: str = "") -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun if number == 1 else plural_noun or noun + 's'}"
