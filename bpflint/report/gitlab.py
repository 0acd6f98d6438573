"""GitLab's Code Quality report: a JSON list that merge requests show as a widget and beside the lines.

Source of the format: docs.gitlab.com, "Code Quality report format": description, check_name, fingerprint, severity and
location are required; fingerprints must be unique in a report and should survive edits elsewhere.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any, Final

from bpflint.base.finding import Finding, Level
from bpflint.report.json_report import dumps
from bpflint.report.outcome import Outcome, by_place
from bpflint.report.repository_paths import RepositoryPaths, root_of

_SEVERITIES: Final = {Level.ERROR: "critical", Level.WARNING: "minor", Level.NOTE: "info"}


def render(outcome: Outcome) -> str:
    """Every finding, and every file that could not be analysed as a blocker."""
    paths = RepositoryPaths(root_of(outcome))
    seen: Counter[str] = Counter()
    issues = [_issue(finding, outcome, paths, seen) for finding in by_place(outcome)]
    for report in outcome.failed():
        path = paths.name(report.path)
        reason = report.problems[0].message if report.problems else "could not be analysed"
        issues.append(_entry("bpflint", f"not analysed: {reason}", "blocker", path, 1, 1, f"failed {path}", seen))
    return dumps(issues)


def _issue(finding: Finding, outcome: Outcome, paths: RepositoryPaths, seen: Counter[str]) -> dict[str, Any]:
    span = finding.span
    path = paths.name(span.path)
    line = " ".join(outcome.sources.line(span.path, span.line).split())
    about = f"{finding.rule} {path} {finding.function} {line}"
    message = f"{finding.message}. {finding.help}" if finding.help else finding.message
    severity = _SEVERITIES[finding.level]
    return _entry(f"{finding.rule} {finding.name}", message, severity, path, span.line, span.end_line, about, seen)


def _entry(
    check: str, description: str, severity: str, path: str, begin: int, end: int, about: str, seen: Counter[str]
) -> dict[str, Any]:
    seen[about] += 1
    fingerprint = hashlib.sha256(f"{about} {seen[about]}".encode(errors="surrogateescape")).hexdigest()
    return {
        "description": description,
        "check_name": check,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": path, "lines": {"begin": begin, "end": end}},
    }
