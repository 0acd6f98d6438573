"""SARIF 2.1.0 as GitHub code scanning wants it, built from sarif-om's classes.

sarif-om has no serialiser. Ours writes what was set: a property is left out when it is None or a default of the class
that says nothing (an index of -1), but never a `level` or `kind`, whose absence GitHub reads as something else.
Findings that comments silence are not in the file, because GitHub does not honour `suppressions`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

import attr
import sarif_om as om

from bpflint import __version__
from bpflint.base.finding import FileReport, Finding, Fix, Level, Step
from bpflint.base.safe_text import printable
from bpflint.base.span import NOWHERE, Span
from bpflint.kernel.kfunc import PAGES as KFUNC_PAGES
from bpflint.policy.rules import Rule
from bpflint.report.fingerprints import LineHashes
from bpflint.report.outcome import Outcome, plural
from bpflint.report.repository_paths import RepositoryPaths, root_of

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_TEXT: Final = 1024
"""GitHub's limit, in characters, for descriptions."""
MOST_RESULTS: Final = 25_000
"""GitHub refuses files with more."""
MOST_LOCATIONS: Final = 100

ROOT: Final = "SRCROOT"
"""What URIs inside the repository are relative to."""

_PRECISION: Final = {"high": "high", "medium": "medium", "low": "low"}
_SEVERITY: Final = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "recommendation"}


def render(outcome: Outcome) -> str:
    """The whole run as a SARIF log."""
    log = to_plain(build_log(outcome))
    ordered = {"$schema": log.pop("$schema"), "version": log.pop("version"), **log}
    return json.dumps(ordered, indent=2, ensure_ascii=True) + "\n"


def build_log(outcome: Outcome) -> om.SarifLog:
    """The run in sarif-om's classes."""
    rules = sorted(outcome.rules, key=lambda rule: rule.id)
    index = {rule.id: position for position, rule in enumerate(rules)}
    files = _Files(outcome)
    findings = sorted(
        outcome.findings(),
        key=lambda finding: (-finding.level, files.name(finding.span.path), finding.span.line, finding.span.column),
    )[:MOST_RESULTS]
    run = om.Run(
        tool=om.Tool(driver=_driver(rules)),
        results=[_result(finding, index, files) for finding in findings],
        invocations=[_invocation(outcome, files)],
        automation_details=om.RunAutomationDetails(id=_category(outcome.kernel)),
        original_uri_base_ids={ROOT: om.ArtifactLocation(uri=files.root_uri())},
        column_kind="unicodeCodePoints",
    )
    return om.SarifLog(version="2.1.0", schema_uri=SCHEMA, runs=[run])


def _category(kernel: str | None) -> str:
    """What keeps uploads for several targets of one commit apart; GitHub splits it at the last slash."""
    return f"bpflint/kernel-{quote(kernel, safe='.,')}/" if kernel else "bpflint/"


# ------------------------------------------------------------------------------------------------------ the tool


def _driver(rules: Sequence[Rule]) -> om.ToolComponent:
    return om.ToolComponent(
        name="bpflint",
        full_name=f"bpflint {__version__}",
        semantic_version=__version__,
        version=__version__,
        short_description=om.MultiformatMessageString(
            text="Static analysis for BPF C: kfuncs, helpers and their rules"
        ),
        rules=[_rule(rule) for rule in rules],
    )


def _rule(rule: Rule) -> om.ReportingDescriptor:
    page = f"{rule.markdown or rule.summary}\n\nEvery kfunc, kernel by kernel: <{KFUNC_PAGES}index.html>"
    full = " ".join(rule.sections.get("What it does", rule.summary).split())
    return om.ReportingDescriptor(
        id=rule.id,
        name=rule.name,
        short_description=om.MultiformatMessageString(text=_limited(rule.summary)),
        full_description=om.MultiformatMessageString(text=_limited(full)),
        help=om.MultiformatMessageString(text=page, markdown=page),
        help_uri=rule.docs,
        default_configuration=om.ReportingConfiguration(level=str(rule.level)),
        properties={
            "tags": ["bpf", "kfunc" if rule.id.startswith("KF") else "program", "correctness"],
            "precision": _PRECISION[rule.confidence],
            "problem.severity": _SEVERITY[rule.level],
        },
    )


def _limited(text: str) -> str:
    return text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1] + "…"


# --------------------------------------------------------------------------------------------------- the results


def _result(finding: Finding, index: Mapping[str, int], files: _Files) -> om.Result:
    located = [step for step in finding.steps if step.span.line][: MOST_LOCATIONS - 1]
    text = _link_safe(finding.message)
    if finding.kernels:
        text += f" (kernels {_link_safe(finding.kernels)})"
    if finding.variants:
        text += f" (variant {_link_safe(', '.join(finding.variants))})"
    # GitHub shows a related location only where the message links to it.
    links = [f"[{_link_safe(step.message)}]({number})" for number, step in enumerate(located, 1)]
    if links:
        text += ": " + ", ".join(links)
    if finding.help:
        text += f".\n{_link_safe(finding.help)}"
    related = [_location(step.span, files, step.message, number) for number, step in enumerate(located, 1)]
    result = om.Result(
        rule_id=finding.rule,
        rule_index=index.get(finding.rule, -1),
        kind="fail",
        level=str(finding.level),
        message=om.Message(text=text),
        locations=[_location(finding.span, files, function=finding.function)],
        related_locations=related or None,
        code_flows=[_story(finding, located, files)] if located else None,
        fixes=[_fix(finding.fix, files)] if finding.fix else None,
        partial_fingerprints={"primaryLocationLineHash": files.fingerprint(finding.span)},
    )
    properties: dict[str, Any] = {"programs": list(finding.programs)} if finding.programs else {}
    if finding.kernels:
        properties["kernels"] = finding.kernels
    if finding.variants:
        properties["variants"] = list(finding.variants)
    if finding.docs:
        properties["docs"] = finding.docs
    result.properties = properties or None
    return result


def _link_safe(text: str) -> str:
    """Brackets and backslashes of a message are escaped, or SARIF would read `a[1](2)` as a link."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _story(finding: Finding, steps: Sequence[Step], files: _Files) -> om.CodeFlow:
    told = [(step.span, step.message) for step in steps]
    if told[-1][0] != finding.span:
        told.append((finding.span, finding.message))
    locations = [
        om.ThreadFlowLocation(location=_location(span, files, message), execution_order=number)
        for number, (span, message) in enumerate(told, 1)
    ]
    return om.CodeFlow(thread_flows=[om.ThreadFlow(locations=locations)])


def _location(span: Span, files: _Files, message: str = "", number: int = -1, function: str = "") -> om.Location:
    return om.Location(
        id=number,
        physical_location=om.PhysicalLocation(
            artifact_location=files.location(span.path),
            region=_region(span, files.line(span.path, span.line)) if span.line else None,
        ),
        message=om.Message(text=message) if message else None,
        logical_locations=[om.LogicalLocation(name=function, kind="function")] if function else None,
    )


def _region(span: Span, snippet: str = "") -> om.Region:
    """The range, kept in order: an end before the start would make GitHub refuse the file."""
    end_line = max(span.line, span.end_line)
    column = max(1, span.column)
    end_column = max(1, span.end_column) if end_line > span.line else max(column + 1, span.end_column)
    return om.Region(
        start_line=span.line,
        start_column=column,
        end_line=end_line,
        end_column=end_column,
        snippet=om.ArtifactContent(text=snippet[:500]) if snippet else None,
    )


def _fix(fix: Fix, files: _Files) -> om.Fix:
    by_path: dict[str, list[Any]] = defaultdict(list)
    for edit in fix.edits:
        region = _region(edit.span)
        region.end_column = max(1, edit.span.end_column)  # an insertion has an empty range
        by_path[edit.span.path].append(
            om.Replacement(deleted_region=region, inserted_content=om.ArtifactContent(text=edit.text))
        )
    changes = [
        om.ArtifactChange(artifact_location=files.location(path), replacements=replacements)
        for path, replacements in by_path.items()
    ]
    return om.Fix(description=om.Message(text=fix.description), artifact_changes=changes)


# ------------------------------------------------------------------------------------------------ the invocation


def _invocation(outcome: Outcome, files: _Files) -> om.Invocation:
    notifications = [
        _notification(report, problem, files)
        for report in outcome.reports
        if report.status != "ok"
        for problem in (report.problems[:20] or [Step(NOWHERE, "no reason was given")])
    ]
    notifications += [
        om.Notification(
            message=om.Message(text=f"{files.name(report.path)}: {assumption}"),
            level="note",
            locations=[_location(Span(report.path, 0, 0, 0, 0), files)],
        )
        for report in outcome.reports
        for assumption in report.assumed
    ]
    if outcome.left_out:
        text = f"{plural(outcome.left_out, 'BPF source')} left out: --show-files says which, and why"
        notifications.append(om.Notification(message=om.Message(text=text), level="note"))
    successful = not outcome.failed() and not outcome.is_lossy
    return om.Invocation(execution_successful=successful, tool_execution_notifications=notifications or None)


def _notification(report: FileReport, problem: Step, files: _Files) -> om.Notification:
    failed = report.status == "failed"
    path = files.name(report.path)
    text = (
        f"{path} could not be analysed: {problem.message}"
        if failed
        else f"parts of {path} were not understood: {problem.message}"
    )
    span = problem.span if problem.span.path else Span(report.path, 0, 0, 0, 0)
    return om.Notification(
        message=om.Message(text=text),
        level="error" if failed else "warning",
        locations=[_location(span, files)],
    )


class _Files(RepositoryPaths):
    """The files of a run: where they are, what their lines say and the fingerprints of these, each read once."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(root_of(outcome))
        self._sources = outcome.sources
        self._hashes: dict[str, LineHashes] = {}

    def location(self, path: str) -> om.ArtifactLocation:
        """The file as an artifact."""
        return om.ArtifactLocation(uri=self.uri(path), uri_base_id=ROOT if self.holds(path) else None)

    def line(self, path: str, number: int) -> str:
        """The text of a line."""
        return self._sources.line(path, number)

    def fingerprint(self, span: Span) -> str:
        """The fingerprint of the line that `span` starts on."""
        if span.path not in self._hashes:
            self._hashes[span.path] = LineHashes(self._sources.text(span.path))
        hashes = self._hashes[span.path]
        return hashes[span.line - 1] if 0 < span.line <= len(hashes) else "0:1"


# -------------------------------------------------------------------------------------------------- serialising

_KEEP_DEFAULTS: Final = {"level", "kind"}


def to_plain(value: Any) -> Any:
    """sarif-om objects as dicts and lists for json.dumps."""
    if isinstance(value, (list, tuple)):
        return [to_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: to_plain(item) for key, item in value.items()}
    if isinstance(value, str):
        return printable(value)
    if not attr.has(type(value)):
        return value
    plain = {}
    for field in attr.fields(type(value)):
        item = getattr(value, field.name)
        default = field.default.factory() if isinstance(field.default, attr.Factory) else field.default  # type: ignore[arg-type]
        name = field.metadata["schema_property_name"]
        if item is None or (item == default and name not in _KEEP_DEFAULTS):
            continue
        plain[name] = to_plain(item)
    return plain
