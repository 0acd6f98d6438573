"""One line a finding, as compilers print them: for many findings, for `grep`, and for editors without a server."""

from __future__ import annotations

from bpflint.base.files import relative_path
from bpflint.base.finding import FileReport, Finding
from bpflint.base.safe_text import clean
from bpflint.report.outcome import Outcome, by_place


def render(outcome: Outcome) -> str:
    """`path:line:column: level[RULE] message`, in the order of paths and lines."""
    lines = [_line(finding) for finding in by_place(outcome)]
    lines += [_trouble(report) for report in outcome.reports if report.status != "ok"]
    return "".join(f"{line}\n" for line in lines)


def _line(finding: Finding) -> str:
    span = finding.span
    kernels = f" (kernels {finding.kernels})" if finding.kernels else ""
    variants = f" (variant {clean(', '.join(finding.variants))})" if finding.variants else ""
    place = f"{clean(relative_path(span.path))}:{span.line}:{span.column}"
    return f"{place}: {finding.level}[{finding.rule}] {clean(finding.message)}{kernels}{variants}"


def _trouble(report: FileReport) -> str:
    what = "not analysed" if report.status == "failed" else "parts could not be understood"
    why = f": {clean(report.problems[0].message)}" if report.problems else ""
    return f"{clean(relative_path(report.path))}: {what}{why}"
