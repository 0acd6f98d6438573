"""What a run produced, as every report sees it: the file reports, the rules that took part, the text of the sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bpflint.base.files import relative_path
from bpflint.base.finding import FileReport, Finding, Level
from bpflint.policy.rules import Rule


class Sources:
    """The lines of files, read once. A file that cannot be read has none."""

    def __init__(self, texts: Mapping[str, str] | None = None) -> None:
        self._texts = dict(texts or {})
        self._lines: dict[str, Sequence[str]] = {}

    def text(self, path: str) -> str:
        """The whole file, undecodable bytes replaced; "" if it cannot be read."""
        if path not in self._texts:
            try:
                self._texts[path] = Path(path).read_bytes().decode("utf-8", "replace")
            except (OSError, ValueError):
                self._texts[path] = ""
        return self._texts[path]

    def lines(self, path: str) -> Sequence[str]:
        """The lines without their ends, split where the compiler does: at newlines only."""
        if path not in self._lines:
            self._lines[path] = [line.rstrip("\r") for line in self.text(path).split("\n")]
        return self._lines[path]

    def line(self, path: str, number: int) -> str:
        """Line `number`, from 1; "" if there is none."""
        lines = self.lines(path)
        return lines[number - 1] if 0 < number <= len(lines) else ""


@dataclass(slots=True)
class Outcome:
    """A whole run. `kernel` is the target as the user wrote it; `fixed` counts findings mended by `--fix`."""

    reports: list[FileReport] = field(default_factory=list)
    rules: Sequence[Rule] = ()
    kernel: str | None = None
    sources: Sources = field(default_factory=Sources)
    seconds: float = 0.0
    fixed: int = 0
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

    def failed(self) -> list[FileReport]:
        """Files that could not be analysed."""
        return [report for report in self.reports if report.status == "failed"]

    def degraded(self) -> list[FileReport]:
        """Files of which something was lost in parsing."""
        return [report for report in self.reports if report.status == "degraded"]


def plural(number: int, noun: str, plural_noun: str = "") -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun if number == 1 else plural_noun or noun + 's'}"
