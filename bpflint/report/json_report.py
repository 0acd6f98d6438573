"""The report for programs: the JSON that docs describe as version 1. Nothing is ever removed from it or renamed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from bpflint import __version__
from bpflint.base.files import relative_path
from bpflint.base.finding import FileReport, Finding, Fix, SilencedBy, Step
from bpflint.base.span import Span
from bpflint.report.outcome import Outcome, by_place

VERSION: Final = 1


def render(outcome: Outcome) -> str:
    """The whole run as one JSON object, findings ordered by path and position."""
    document = {
        "version": VERSION,
        "tool": {"name": "bpflint", "version": __version__, "kernel": outcome.kernel},
        "findings": [_finding(finding) for finding in by_place(outcome)],
        "files": [_file(report) for report in outcome.reports],
        "silenced": {by.name.lower(): outcome.silenced().get(by, 0) for by in SilencedBy},
        "left_out": outcome.left_out,
    }
    return dumps(document)


def dumps(document: Any) -> str:
    """`document` as indented ASCII JSON; bytes of a file name that are not UTF-8 appear escaped."""
    return json.dumps(_valid(document), indent=2, ensure_ascii=True) + "\n"


def _valid(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-8", "backslashreplace").decode()
        case Mapping():
            return {key: _valid(item) for key, item in value.items()}
        case list():
            return [_valid(item) for item in value]
    return value


def _range(span: Span) -> dict[str, int]:
    return {
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "name": finding.name,
        "level": str(finding.level),
        "path": relative_path(finding.span.path),
        **_range(finding.span),
        "function": finding.function,
        "programs": list(finding.programs),
        "message": finding.message,
        "help": finding.help,
        "docs": finding.docs,
        "related": [_related(step) for step in finding.steps],
        "fix": _fix(finding.fix) if finding.fix else None,
        "kernels": finding.kernels,
        "variants": list(finding.variants),
    }


def _related(step: Step) -> dict[str, Any]:
    return {
        "path": relative_path(step.span.path),
        "line": step.span.line,
        "column": step.span.column,
        "message": step.message,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    edits = [{"path": relative_path(edit.span.path), **_range(edit.span), "text": edit.text} for edit in fix.edits]
    return {"description": fix.description, "safe": fix.safe, "edits": edits}


def _file(report: FileReport) -> dict[str, Any]:
    return {
        "path": relative_path(report.path),
        "status": report.status,
        "seconds": round(report.seconds, 3),
        "problems": [_related(problem) for problem in report.problems],
        "assumed": report.assumed,
    }
