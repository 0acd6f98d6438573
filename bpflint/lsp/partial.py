"""Linting what an edit concerns: in a large file, only the programs that come to the function that was edited.

What was found of the other programs stays, moved to where its lines are now. That is what the editor shows while
somebody types; the whole file is linted when they rest, since a rule may look further than along calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from bpflint.base.finding import Edit, FileReport, Finding, Step
from bpflint.base.span import Span
from bpflint.engine.outline import Outline, Part

_LINE: Final = re.compile(r"\b(line )(\d+)\b")
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Known:
    """What linting a document gave."""

    lines: tuple[str, ...]
    outline: Outline
    report: FileReport


class Hunk(NamedTuple):
    """Lines that differ, from 1. `last` is the one before `first` where lines were put in."""

    first: int
    last: int
    more: int
    """How many lines there are more than before."""


@dataclass(frozen=True, slots=True)
class Change:
    """An edit inside of functions, by the lines of the old text, and what of the document it concerns."""

    hunks: tuple[Hunk, ...]
    part: Part

    def has(self, line: int) -> bool:
        """True for a line of the old text that is gone or differs now."""
        return any(hunk.first <= line <= hunk.last for hunk in self.hunks)

    def moved(self, line: int) -> int:
        """Where a line of the old text is now."""
        return line + sum(hunk.more for hunk in self.hunks if hunk.last < line)


def find_change(known: Known, lines: Sequence[str]) -> Change | None:
    """What has changed since; None where some of it is not inside of a function, or nothing has."""
    hunks: list[Hunk] = []
    words: set[str] = set()
    changed: set[str] = set()
    for first, last, now_first, now_last in _differences(known.lines, lines):
        hunks.append(Hunk(first + 1, last, now_last - now_first - (last - first)))
        around = known.outline.around(first + 1, max(last, first + 1))
        if not around:
            return None
        changed |= around
        words.update(_WORD.findall("\n".join(lines[now_first:now_last])))
    return Change(tuple(hunks), known.outline.part(frozenset(changed), words)) if hunks else None


def _differences(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """The ranges of lines that differ, from 0: in the old text, and in the new one."""
    most = min(len(old), len(new))
    head = next((number for number in range(most) if old[number] != new[number]), most)
    tail = next((number for number in range(most - head) if old[-1 - number] != new[-1 - number]), most - head)
    matcher = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail])
    for kind, first, last, now_first, now_last in matcher.get_opcodes():
        if kind != "equal":
            yield head + first, head + last, head + now_first, head + now_last


def still_fits(known: Known, change: Change, now: Outline) -> bool:
    """True if the functions are the same as before, at their places: the edit has not broken one up."""
    return now.functions.keys() == known.outline.functions.keys() and all(
        (one.first, one.last) == (change.moved(before.first), change.moved(before.last))
        for name, one in now.functions.items()
        for before in (known.outline.functions[name],)
    )


def join(known: Known, change: Change, lines: Sequence[str], now: Outline, found: FileReport) -> Known:
    """What is known of a document when `found` was found of the part that a change concerns."""
    moved = [
        _moved_finding(change, found.path, each)
        for each in known.report.findings
        if not (each.span.path == found.path and change.has(each.span.line))
    ]
    lives = [(one.first, one.last) for name, one in now.functions.items() if name in change.part.functions]

    def is_looked_at(finding: Finding) -> bool:
        span = finding.span
        return span.path == found.path and any(first <= span.line <= last for first, last in lives)

    kept = [
        each
        for each in moved
        if (not change.part.programs.issuperset(each.programs) if each.programs else not is_looked_at(each))
    ]
    fresh = [each for each in found.findings if each.programs or is_looked_at(each)]
    said = {(each.rule, each.span, each.message) for each in fresh}
    findings = fresh + [each for each in kept if (each.rule, each.span, each.message) not in said]
    # What a program needs is not known of a part: an object fails as a whole where one of its programs does.
    programs = [replace(each, line=change.moved(each.line)) for each in known.report.programs]
    report = replace(
        found,
        findings=sorted(findings, key=lambda each: (each.span.path != found.path, each.span.line, each.span.column)),
        programs=programs,
    )
    functions = {
        name: one if name in change.part.functions else replace(one, reached=known.outline.functions[name].reached)
        for name, one in now.functions.items()
    }
    return Known(tuple(lines), Outline(functions), report)


def _moved_finding(change: Change, path: str, finding: Finding) -> Finding:
    fix = finding.fix
    return replace(
        finding,
        span=_moved_span(change, path, finding.span),
        message=_moved_words(change, finding.message),
        steps=tuple(
            Step(_moved_span(change, path, step.span), _moved_words(change, step.message)) for step in finding.steps
        ),
        fix=replace(fix, edits=tuple(Edit(_moved_span(change, path, edit.span), edit.text) for edit in fix.edits))
        if fix is not None
        else None,
    )


def _moved_span(change: Change, path: str, span: Span) -> Span:
    if span.path != path:
        return span
    return span._replace(line=change.moved(span.line), end_line=change.moved(span.end_line))


def _moved_words(change: Change, message: str) -> str:
    """A message that tells of another place as `(line 12)`."""
    return _LINE.sub(lambda match: f"{match[1]}{change.moved(int(match[2]))}", message)
