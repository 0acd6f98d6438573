"""The process that lints for the server: one request a line on standard input, one answer a line, both JSON.

The parser is C++ code that may crash, and what it does cannot be stopped from within; so linting happens in a process
of its own. It stays warm between requests: the facts are loaded, and what was found on the disk is looked up again
when a request is `fresh`. A request that nobody waits for any more is abandoned on a signal.
"""

from __future__ import annotations

import contextlib
import gc
import json
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Final

from bpflint.base import run_caches
from bpflint.base.errors import BpflintError
from bpflint.base.finding import FileReport, Finding, ProgramReport
from bpflint.base.span import Span
from bpflint.engine.input_files import SettingsFinder
from bpflint.engine.inputs import inputs_of
from bpflint.engine.lint import Engine
from bpflint.engine.memory import MOST_BYTES, limit_memory
from bpflint.engine.outline import Outline, Part
from bpflint.lsp import kept_outlines
from bpflint.lsp.analysis_process import ABANDON
from bpflint.lsp.declared import code_lines
from bpflint.lsp.file_times import Times, times
from bpflint.lsp.partial import Known, find_change, join, keep, meanwhile, still_fits
from bpflint.lsp.partial import ahead as ahead_of
from bpflint.lsp.scope import by_itself, source_of
from bpflint.policy.settings import Settings, override
from bpflint.report.text import kernel_range
from bpflint.source import parse_time
from bpflint.source.problems import Status
from bpflint.source.unit import Unit

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
WORTH_PARTS_S: Final = 0.2
"""Documents that are linted faster are linted as a whole each time."""
MOST_KNOWN: Final = 8
TRY_AGAIN_S: Final = 0.05
WORTH_FINISHING_S: Final = 6.0
"""Of a processor: so long the first look at a document goes on whatever is typed, or it would begin again each time."""

FIRST: Final = """\
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, u32);
    __type(value, u64);
} counts SEC(".maps");

SEC("kprobe/do_exit")
int count(struct pt_regs *ctx)
{
    u32 key = 0;
    u64 *value = bpf_map_lookup_elem(&counts, &key);
    if (value)
        *value += 1;
    return 0;
}

char _license[] SEC("license") = "GPL";
"""
"""A source for the warm-up, with what most of them have."""


class Abandoned(BaseException):
    """Raised in the middle of the work."""


class NotUnderstoodError(Exception):
    """Raised where something of a document is lost in parsing, and somebody types."""

    def __init__(self, report: FileReport) -> None:
        self.report = report


class Analyst:
    """Answers requests, one after the other."""

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._known: dict[str, Known] = {}
        """What the last look at a document gave, by path; the one looked at last stands last."""
        self._times: dict[str, Times] = {}
        """Those of the files that it was made from."""
        self._kept: dict[str, tuple[list[str], Path]] = {}
        """Documents whose reports were kept, by path: their lines, and where the report is."""
        self._is_abandoned: bool | None = None
        """None where nothing is at work."""
        self._is_speaking = False
        self._finishes = 0.0
        """Until when the work goes on though nobody waits for it, since the next request needs what it finds."""

    def serve(self, requests: IO[str], answers: IO[str]) -> None:
        """Answer requests until there are no more."""
        if ABANDON is not None:
            signal.signal(ABANDON, lambda _number, _frame: self._abandon())
            signal.signal(signal.SIGALRM, lambda _number, _frame: self._raise())
        limit_memory(MOST_BYTES)
        parse_time.end_process_when_over()
        self.warm_up()
        gc.freeze()
        gc.disable()  # looking for cycles all the time costs a fifth of the work; see below

        def say(answer: Mapping[str, Any]) -> None:
            self._is_speaking = True
            answers.write(json.dumps(answer) + "\n")
            answers.flush()
            self._is_speaking = False

        for line in requests:
            say(self._answer(json.loads(line), say))
            gc.collect()

    def warm_up(self) -> None:
        """Load what any source needs, by linting a small one: half a second that the first document does not wait."""
        with contextlib.suppress(BpflintError, OSError):  # what is wrong with settings is said of documents
            self.analyse(str(Path.cwd() / "warm-up.bpf.c"), FIRST, {}, fresh=False)
        self._known.clear()

    def _answer(self, request: Mapping[str, Any], say: Callable[[Mapping[str, Any]], None]) -> dict[str, Any]:
        started = time.process_time(), time.monotonic()
        answer: dict[str, Any] = {"findings": [], "programs": [], "problems": []}

        def timed(answer: Mapping[str, Any]) -> dict[str, Any]:
            used, now = time.process_time() - started[0], time.monotonic() - started[1]
            return {**answer, "id": request["id"], "seconds": round(now, 4), "processor_seconds": round(used, 4)}

        try:
            self._is_abandoned = False
            answer = self.analyse(
                request["path"],
                request["text"],
                request.get("settings") or {},
                fresh=request.get("fresh", True),
                partly=request.get("partly", False),
                ahead=lambda answer: say(timed({**answer, "ahead": True})),
                is_new=request.get("new", False),
            )
        except Abandoned:
            pass
        except BpflintError as error:
            answer["error"] = "; ".join(error.problems)
        is_abandoned, self._is_abandoned = self._is_abandoned, None
        return timed({**answer, "abandoned": bool(is_abandoned)})

    def _abandon(self) -> None:
        if self._is_abandoned is False:
            self._is_abandoned = True
            self._raise()

    def _raise(self) -> None:
        """End the work; again after a while, since what is raised in a callback of libclang is lost there."""
        if self._is_abandoned:
            signal.setitimer(signal.ITIMER_REAL, TRY_AGAIN_S)
            if time.process_time() >= self._finishes and not self._is_speaking:
                raise Abandoned

    def analyse(
        self,
        path: str,
        text: str,
        given: Mapping[str, Any],
        *,
        fresh: bool = True,
        partly: bool = False,
        ahead: Callable[[dict[str, Any]], None] | None = None,
        is_new: bool = False,
    ) -> dict[str, Any]:
        """What there is to say of `text`, as if it stood at `path`. Raises BpflintError for settings.

        With `partly` it is enough to look at what has changed of a document whose linting takes long, and of one that
        is not understood just now to say so. What is opened as it was before, and all that it includes, gets the report
        that was kept. "partly" says that it is still to be looked at as a whole.

        `ahead` is told what needs no path to be followed, before one is; of a document that is not `new` to the editor
        together with what was found before, and not at all where that is not known.
        """
        if fresh:
            self._forget()
        options = {_NAMES.get(name, name): value for name, value in _checked(given).items()}
        finder = SettingsFinder(lambda settings: override(settings, **options), None, use_config=True)
        settings = finder.settings(Path(path).parent)
        source = source_of(path, text, settings)
        if source is None:
            return _encoded(FileReport(path, Status.OK.value))
        engine = self._prepared(settings)
        engine.settings = replace(engine.settings, texts={path: text})
        engine.remembers, engine.report_early = fresh, None
        if source != path:
            return _encoded(_look(engine, source, None)[0])
        lines = code_lines(text)
        known = self._known.get(path)
        is_part = known is not None and partly

        def tell(report: FileReport) -> None:
            report = by_itself(report)
            shown = report if is_new and report.findings else None
            if known is not None:
                shown = ahead_of(known, lines, report, partly=is_part)
            if ahead is not None and shown is not None:
                ahead(_encoded(shown))

        engine.report_early = tell
        if known is None or not partly:
            return self._whole(engine, path, lines)
        engine.needs_all = True
        try:
            shown = self._part(engine, path, known, lines)
            return {**_encoded(shown), "partly": True} if shown is not None else self._whole(engine, path, lines)
        except NotUnderstoodError as broken:
            return {**_encoded(meanwhile(known, lines, broken.report)), "partly": True}
        finally:
            engine.needs_all = False

    def _forget(self) -> None:
        """Forget what the disk may not hold any more."""
        run_caches.forget()
        for path, then in self._times.items():
            if times(list(then)) != then:
                self._known.pop(path, None)
        self._engine = None if self._engine is None or _reads_files(self._engine.settings) else self._engine

    def _whole(self, engine: Engine, path: str, lines: list[str]) -> dict[str, Any]:
        """What there is to say of a document as a whole, with which its next edits are compared."""
        began = time.time_ns()
        self._finishes = time.process_time() + WORTH_FINISHING_S if path not in self._known else 0.0
        report, outline = _look(engine, path, None)
        self._finishes = 0.0
        is_kept = outline is None and report.status == Status.OK.value and engine.kept_at is not None
        takes_long = report.seconds > WORTH_PARTS_S
        report = by_itself(report)
        if is_kept and engine.kept_at is not None:
            outline = kept_outlines.find(engine.kept_at)
            if outline is None:
                self._kept[path] = lines, engine.kept_at
        elif outline is not None and takes_long:
            kept_lines, place = self._kept.pop(path, (lines, engine.kept_at))
            if place is not None and kept_lines == lines:
                kept_outlines.keep(place, outline)
        if outline is not None and (takes_long or is_kept):
            self._remember(path, Known(tuple(lines), outline, report))
            self._times[path] = times(inputs_of(path, report.includes), began)
        return {**_encoded(report), **({"partly": True} if is_kept and outline is None else {})}

    def _part(self, engine: Engine, path: str, known: Known, lines: list[str]) -> FileReport | None:
        """What is known when only what has changed is looked at; None where that is not enough."""
        change = find_change(known, lines)
        if change is None:
            return None
        if change.part is None:
            now = keep(known, change, lines)
        else:
            report, outline = _look(engine, path, change.part)
            if outline is None or not still_fits(known, change, outline):
                return None
            now = join(known, change, lines, outline, report)
        self._remember(path, now)
        return now.report

    def _remember(self, path: str, known: Known) -> None:
        self._known.pop(path, None)
        self._known[path] = known
        if len(self._known) > MOST_KNOWN:
            del self._known[next(iter(self._known))]

    def _prepared(self, settings: Settings) -> Engine:
        """An engine for these settings, with what it needs for any file."""
        engine = self._engine
        if engine is None or replace(engine.settings, texts=settings.texts) != settings:
            engine = Engine(settings, remembers=True)
            engine.prepare()
            self._known.clear()
            _ = engine.judge, engine.facts.protocols
            self._engine = engine
        return engine


def _look(engine: Engine, path: str, part: Part | None) -> tuple[FileReport, Outline | None]:
    """The report on a file, or on a part of it; with the outline, where it was understood as a whole."""
    seen: list[tuple[Unit, str]] = []
    engine.part, engine.look_at = part, lambda unit, loader: seen.append((unit, loader))
    report = engine.lint_file(path)
    if engine.needs_all and report.status != Status.OK.value:
        raise NotUnderstoodError(report)
    if not seen or report.status != Status.OK.value:
        return report, None
    (unit, loader), *_ = seen
    return report, Outline.of(unit, engine.judge.programs(unit, loader), engine.facts.at(engine.facts.newest))


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
        "inputs": inputs_of(report.path, report.includes),
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
