"""What linting found, as diagnostics with related places, quick fixes, and lenses over programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from lsprotocol import types

from bpflint.lsp.positions import Positions, uri_of

SEVERITIES: Final = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "note": types.DiagnosticSeverity.Information,
}
SOURCE: Final = "bpflint"


def diagnostics(answer: Mapping[str, Any], path: str, positions: Positions) -> list[types.Diagnostic]:
    """Those of the document at `path`; what a header of it has wrong is shown at its first line."""
    found = [_diagnostic(each, path, positions) for each in answer["findings"]]
    if answer.get("status") != "ok":
        found += [_problem(each, path, positions) for each in answer["problems"]]
    if answer.get("error"):
        found.append(_at_top(answer["error"], types.DiagnosticSeverity.Warning))
    return found


def _diagnostic(finding: Mapping[str, Any], path: str, positions: Positions) -> types.Diagnostic:
    elsewhere = finding["path"] != path
    related = [
        types.DiagnosticRelatedInformation(positions.location(step), step["message"])
        for step in ([{**finding, "message": "here"}] if elsewhere else []) + finding["steps"]
    ]
    lines = [finding["message"], f"help: {finding['help']}" if finding["help"] else ""]
    lines.append(f"kernels: {finding['kernels']}" if finding["kernels"] else "")
    return types.Diagnostic(
        range=_top() if elsewhere else positions.range(finding),
        message="\n".join(line for line in lines if line),
        severity=SEVERITIES[finding["level"]],
        code=finding["rule"],
        code_description=types.CodeDescription(finding["docs"]) if finding["docs"].startswith("https://") else None,
        source=SOURCE,
        related_information=related or None,
    )


def _problem(problem: Mapping[str, Any], path: str, positions: Positions) -> types.Diagnostic:
    message = f"not everything could be looked at: {problem['message']}"
    if problem["path"] != path:
        return _at_top(message, types.DiagnosticSeverity.Warning)
    where = positions.range(problem)
    return types.Diagnostic(where, message, types.DiagnosticSeverity.Warning, source=SOURCE)


def _at_top(message: str, severity: types.DiagnosticSeverity) -> types.Diagnostic:
    return types.Diagnostic(_top(), message, severity, source=SOURCE)


def _top() -> types.Range:
    return types.Range(types.Position(0, 0), types.Position(0, 1))


def actions(
    answer: Mapping[str, Any], uri: str, path: str, wanted: types.Range, lines: list[str], positions: Positions
) -> Iterator[types.CodeAction]:
    """What can be done about the findings that touch `wanted`: their fixes, and silencing them."""
    for finding in answer["findings"]:
        where = positions.range(finding)
        if finding["path"] != path or where.start.line > wanted.end.line or where.end.line < wanted.start.line:
            continue
        diagnostic = _diagnostic(finding, path, positions)
        fix = finding["fix"]
        if fix is not None:
            changes: dict[str, list[types.TextEdit]] = {}
            for edit in fix["edits"]:
                changes.setdefault(uri_of(edit["path"]), []).append(types.TextEdit(positions.range(edit), edit["text"]))
            yield types.CodeAction(
                title=fix["title"],
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[diagnostic],
                is_preferred=fix["safe"],
                edit=types.WorkspaceEdit(changes),
            )
        yield types.CodeAction(
            title=f"Silence {finding['rule']} here",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic],
            edit=types.WorkspaceEdit({uri: [_silence(finding["rule"], where.start.line, lines)]}),
        )


def _silence(rule: str, number: int, lines: list[str]) -> types.TextEdit:
    """A comment on the line before, which covers the statement that begins there, indented like it."""
    line = lines[number] if number < len(lines) else ""
    indent = line[: len(line) - len(line.lstrip())]
    place = types.Position(number, 0)
    return types.TextEdit(types.Range(place, place), f"{indent}/* bpflint: disable={rule} */\n")


def lenses(answer: Mapping[str, Any]) -> list[types.CodeLens]:
    """Over each program the kernels it loads on."""
    found = []
    for program in answer["programs"]:
        line = max(program["line"] - 1, 0)
        kernels = program["kernels"]
        needs = "loads on" if kernels == "no known kernel" else "needs"
        because = f" ({program['limit']})" if program["limit"] else ""
        where = types.Range(types.Position(line, 0), types.Position(line, 1))
        found.append(types.CodeLens(where, types.Command(f"{needs} {kernels}{because}", "")))
    return found
