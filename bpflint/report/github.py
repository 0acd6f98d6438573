"""Workflow commands that GitHub Actions turns into annotations on a pull request.

GitHub shows about ten errors and ten warnings of a step, so the worst findings come first.
"""

from __future__ import annotations

from typing import Final

from bpflint.base.finding import FileReport, Finding, Level
from bpflint.base.safe_text import clean, inert
from bpflint.report.outcome import Outcome
from bpflint.report.repository_paths import RepositoryPaths, root_of
from bpflint.report.text import plain, render_summary

_COMMANDS: Final = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def render(outcome: Outcome) -> str:
    """One command for each finding and each file that was not fully analysed, and a summary for the log."""
    paths = RepositoryPaths(root_of(outcome))
    findings = sorted(
        outcome.findings(),
        key=lambda finding: (-finding.level, paths.name(finding.span.path), finding.span.line, finding.span.column),
    )
    lines = [_annotation(finding, paths) for finding in findings]
    lines += [_trouble(report, paths) for report in outcome.reports if report.status != "ok"]
    return "".join(f"{line}\n" for line in lines) + inert(plain(render_summary(outcome)))


def _annotation(finding: Finding, paths: RepositoryPaths) -> str:
    span = finding.span
    place = {"file": paths.name(span.path), "line": span.line, "endLine": span.end_line}
    if span.line == span.end_line:
        # GitHub counts the last column as part of the range, and drops columns of ranges over several lines.
        place |= {"col": span.column, "endColumn": max(span.column, span.end_column - 1)}
    message = finding.message
    for step in finding.steps:
        message += f"\n{paths.name(step.span.path)}:{step.span.line}: {step.message}" if step.span.line else ""
    if finding.kernels:
        message += f"\nkernels: {finding.kernels}"
    if finding.variants:
        message += f"\nvariants: {', '.join(finding.variants)}"
    if finding.help:
        message += f"\nhelp: {finding.help}"
    if finding.docs:
        message += f"\ndocs: {finding.docs}"
    return _command(_COMMANDS[finding.level], {**place, "title": f"{finding.rule} {finding.name}"}, message)


def _trouble(report: FileReport, paths: RepositoryPaths) -> str:
    if report.status == "failed":
        reason = report.problems[0].message if report.problems else "could not be analysed"
        return _command("error", {"file": paths.name(report.path), "title": "bpflint: not analysed"}, reason)
    lost = report.problems[0] if report.problems else None
    place: dict[str, object] = {"file": paths.name(report.path)}
    if lost and lost.span.line and lost.span.path == report.path:
        place["line"] = lost.span.line
    message = "parts of this file could not be understood" + (f": {lost.message}" if lost else "")
    return _command("warning", {**place, "title": "bpflint: degraded"}, message)


def _command(name: str, properties: dict[str, object], message: str) -> str:
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {listed}::{_data(message)}"


def _data(text: str) -> str:
    return inert(_printable(text)).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _printable(text: str) -> str:
    """`text` without control characters other than line ends, which `_data` escapes."""
    return "\n".join(clean(part, 4000) for part in text.replace("\r\n", "\n").split("\n"))
