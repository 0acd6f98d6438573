"""The process that lints for the server: one request a line on standard input, one answer a line, both JSON.

The parser is C++ code that may crash, and what it does cannot be stopped from within; so linting happens in a process
of its own. It stays warm between requests: the facts are loaded, and what was found on the disk is looked up again
when a request is `fresh`. A request that nobody waits for any more is abandoned on a signal.
"""

from __future__ import annotations

import gc
import json
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Final

from bpflint.base import disk_answers
from bpflint.base.errors import BpflintError
from bpflint.base.finding import FileReport, Finding, ProgramReport
from bpflint.base.span import Span
from bpflint.cli.input_files import SettingsFinder
from bpflint.engine.lint import Engine
from bpflint.engine.memory import MOST_BYTES, limit_memory
from bpflint.lsp.analysis_process import ABANDON
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


class Abandoned(BaseException):
    """Raised in the middle of the work."""


class Analyst:
    """Answers requests, one after the other."""

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._is_abandoned: bool | None = None
        """None where nothing is at work."""

    def serve(self, requests: IO[str], answers: IO[str]) -> None:
        """Answer requests until there are no more."""
        if ABANDON is not None:
            signal.signal(ABANDON, lambda _number, _frame: self._abandon())
        limit_memory(MOST_BYTES)
        self._prepared(Settings())
        gc.freeze()
        gc.disable()  # looking for cycles all the time costs a fifth of the work; see below
        for line in requests:
            answers.write(json.dumps(self._answer(json.loads(line))) + "\n")
            answers.flush()
            gc.collect()

    def _answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        started = time.process_time(), time.monotonic()
        answer: dict[str, Any] = {"findings": [], "programs": [], "problems": []}
        try:
            self._is_abandoned = False
            answer = self.analyse(
                request["path"], request["text"], request.get("settings") or {}, fresh=request.get("fresh", True)
            )
        except Abandoned:
            pass
        except BpflintError as error:
            answer["error"] = "; ".join(error.problems)
        # An exception does not get through libclang, so the work may have come to an end nevertheless.
        is_abandoned, self._is_abandoned = self._is_abandoned, None
        used, now = time.process_time(), time.monotonic()
        return {
            **answer,
            "id": request["id"],
            "abandoned": bool(is_abandoned),
            "seconds": round(now - started[1], 4),
            "processor_seconds": round(used - started[0], 4),
        }

    def _abandon(self) -> None:
        if self._is_abandoned is False:
            self._is_abandoned = True
            raise Abandoned

    def analyse(self, path: str, text: str, given: Mapping[str, Any], *, fresh: bool = True) -> dict[str, Any]:
        """What there is to say of `text`, as if it stood at `path`. Raises BpflintError for settings."""
        if fresh:
            disk_answers.forget()
            self._engine = None if self._engine is None or _reads_files(self._engine.settings) else self._engine
        options = {_NAMES.get(name, name): value for name, value in _checked(given).items()}
        finder = SettingsFinder(lambda settings: override(settings, **options), None, use_config=True)
        engine = self._prepared(finder.settings(Path(path).parent))
        engine.settings = replace(engine.settings, texts={path: text})
        return _encoded(engine.lint_file(path))

    def _prepared(self, settings: Settings) -> Engine:
        """An engine for these settings, with what it needs for any file."""
        engine = self._engine
        if engine is None or replace(engine.settings, texts=settings.texts) != settings:
            engine = Engine(settings)
            engine.prepare()
            _ = engine.judge, engine.facts.protocols
            self._engine = engine
        return engine


def _reads_files(settings: Settings) -> bool:
    """True where an engine has read files that may have changed."""
    return settings.kernel_profile is not None or bool(settings.rules)


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
    Analyst().serve(sys.stdin, sys.stdout)
