"""Reviewdog's rdjson: comments on a pull request, with suggestions where there is a fix.

Source of the format: proto/rdf of reviewdog (DiagnosticResult). Lines count from 1, columns count bytes from 1.
"""

from __future__ import annotations

from typing import Any, Final

from bpflint.base.files import relative_path
from bpflint.base.finding import Finding, Level
from bpflint.base.sources import Sources
from bpflint.base.span import Span
from bpflint.report.json_report import dumps
from bpflint.report.outcome import Outcome, by_place

_SEVERITIES: Final = {Level.ERROR: "ERROR", Level.WARNING: "WARNING", Level.NOTE: "INFO"}


def render(outcome: Outcome) -> str:
    """Every finding as a diagnostic."""
    found = [_diagnostic(finding, outcome.sources) for finding in by_place(outcome)]
    return dumps({"source": {"name": "bpflint"}, "diagnostics": found})


def _diagnostic(finding: Finding, sources: Sources) -> dict[str, Any]:
    code: dict[str, str] = {"value": finding.rule}
    if finding.docs:
        code["url"] = finding.docs
    message = f"{finding.message}\nhelp: {finding.help}" if finding.help else finding.message
    diagnostic: dict[str, Any] = {
        "message": message,
        "location": _location(finding.span, sources),
        "severity": _SEVERITIES[finding.level],
        "code": code,
    }
    related = [{"message": step.message, "location": _location(step.span, sources)} for step in finding.steps]
    if related:
        diagnostic["related_locations"] = related
    if finding.fix is not None:
        here = [edit for edit in finding.fix.edits if edit.span.path == finding.span.path]
        if len(here) == len(finding.fix.edits):
            diagnostic["suggestions"] = [{"range": _range(edit.span, sources), "text": edit.text} for edit in here]
    return diagnostic


def _location(span: Span, sources: Sources) -> dict[str, Any]:
    return {"path": relative_path(span.path), "range": _range(span, sources)}


def _range(span: Span, sources: Sources) -> dict[str, Any]:
    return {
        "start": _position(span.path, span.line, span.column, sources),
        "end": _position(span.path, span.end_line, span.end_column, sources),
    }


def _position(path: str, line: int, column: int, sources: Sources) -> dict[str, int]:
    before = sources.line(path, line)[: max(column - 1, 0)]
    return {"line": line, "column": len(before.encode("utf-8", "replace")) + 1}
