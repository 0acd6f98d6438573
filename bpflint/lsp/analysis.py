"""The process that lints for the server: one request a line on standard input, one answer a line, both JSON.

The parser is C++ code that may crash, and libclang and forks do not go with a server's threads; so linting happens in
a process of its own, which stays warm between requests.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Final

from bpflint.base.errors import BpflintError
from bpflint.base.finding import FileReport, Finding, ProgramReport
from bpflint.base.span import Span
from bpflint.cli.input_files import SettingsFinder
from bpflint.engine import judge as _loaded_early  # noqa: F401 - workers inherit what is loaded before they fork
from bpflint.engine.lint import lint
from bpflint.policy.settings import Settings, override
from bpflint.report.text import kernel_range

SETTINGS: Final = {
    "kernel": str,
    "profile": str,
    "select": tuple,
    "ignore": tuple,
    "includeDirs": tuple,
    "defines": tuple,
}
"""What an editor's settings may say, by name, with the types that are taken."""
_NAMES: Final = {"includeDirs": "include_dirs"}


def serve(requests: IO[str], answers: IO[str]) -> None:
    """Answer requests until there are no more."""
    for line in requests:
        request = json.loads(line)
        started = time.monotonic()
        try:
            answer = analyse(request["path"], request["text"], request.get("settings") or {})
        except BpflintError as error:
            answer = {"findings": [], "programs": [], "problems": [], "error": "; ".join(error.problems)}
        answer["id"] = request["id"]
        answer["seconds"] = round(time.monotonic() - started, 4)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def analyse(path: str, text: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The findings, programs and problems of `text`, as if it stood at `path`. Raises BpflintError for settings."""
    options = {_NAMES.get(name, name): value for name, value in _checked(given).items()}
    finder = SettingsFinder(lambda settings: override(settings, **options), None, use_config=True)
    settings: Settings = finder.settings(Path(path).parent)
    report = next(lint([path], replace(settings, texts={path: text}, jobs=1)))
    return _encoded(report)


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that an editor gave, as far as they are known and of the right type."""
    checked: dict[str, Any] = {}
    for name, wanted in SETTINGS.items():
        value = given.get(name)
        if wanted is str and isinstance(value, str) and value:
            checked[name] = value
        elif wanted is tuple and isinstance(value, list) and value:
            checked[name] = tuple(str(each) for each in value)
    return checked


def _encoded(report: FileReport) -> dict[str, Any]:
    return {
        "status": report.status,
        "findings": [_finding(each) for each in report.findings],
        "problems": [{"message": each.message, **_place(each.span)} for each in report.problems],
        "programs": [_program(each) for each in report.programs],
    }


def _place(span: Span) -> dict[str, Any]:
    return {"path": span.path, "start": [span.line, span.column], "end": [span.end_line, span.end_column]}


def _finding(finding: Finding) -> dict[str, Any]:
    fix = finding.fix
    return {
        "rule": finding.rule,
        "name": finding.name,
        "level": str(finding.level),
        "message": finding.message,
        "help": finding.help,
        "docs": finding.docs,
        "kernels": finding.kernels,
        **_place(finding.span),
        "steps": [{"message": step.message, **_place(step.span)} for step in finding.steps],
        "fix": {
            "title": fix.description,
            "safe": fix.safe,
            "edits": [{"text": edit.text, **_place(edit.span)} for edit in fix.edits],
        }
        if fix
        else None,
    }


def _program(program: ProgramReport) -> dict[str, Any]:
    reason = program.limit.message if program.limit else ""
    return {"name": program.name, "line": program.line, "kernels": kernel_range(program), "limit": reason}


if __name__ == "__main__":
    serve(sys.stdin, sys.stdout)
