"""Source excerpts with ranges underlined: the finding itself, and the steps that led to it.

Lines are lists of (text, style) pairs; `style` is a word of this package (`error`, `gutter`, `help` ...), which the
writer turns into colours or drops.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bpflint.base.files import short_path
from bpflint.base.finding import Finding, Step
from bpflint.base.safe_text import clean, crop, show_line
from bpflint.base.sources import Sources
from bpflint.base.span import Span

Segment = tuple[str, str]
Line = list[Segment]

MOST_STEPS: Final = 12
"""A longer story keeps its beginning and its end."""
_MOST_LINES_OF_A_SPAN: Final = 3


@dataclass(frozen=True, slots=True)
class _Mark:
    span: Span
    label: str
    style: str
    sign: str


def excerpt(finding: Finding, sources: Sources, columns: int) -> Iterator[Line]:
    """The excerpts of a finding, its own file first, at most `columns` wide."""
    marks, rest = _marks(finding)
    by_path: dict[str, list[_Mark]] = {finding.span.path: []}
    for mark in marks:
        by_path.setdefault(mark.span.path, []).append(mark)
    shown = {path: _numbers(group) for path, group in by_path.items()}
    gutter = len(str(max((max(numbers, default=0) for numbers in shown.values()), default=0)))
    for path, group in by_path.items():
        if path != finding.span.path:
            yield [(" " * gutter + "::: ", "gutter"), (f"{clean(short_path(path))}:{group[0].span.line}", "path")]
            if not any(sources.line(path, number) for number in shown[path]):
                yield from ([(" " * gutter + "     ", ""), (mark.label, mark.style)] for mark in group)
                continue
        elif any(sources.line(path, number) for number in shown[path]):
            yield [(" " * gutter + " |", "gutter")]
        yield from _lines(group, shown[path], sources, gutter, columns)
    for step in rest:
        yield [(" " * gutter + " = ", "gutter"), ("note: ", "label"), (clean(step.message), "")]


def gutter_width(finding: Finding) -> int:
    """The width of the line numbers that `excerpt` prints."""
    marks, _ = _marks(finding)
    return len(str(max((max(_numbers([mark]), default=0) for mark in marks), default=0)))


def _marks(finding: Finding) -> tuple[list[_Mark], list[Step]]:
    """What to underline, and the steps that have no place."""
    steps = list(enumerate(finding.steps, 1))
    numbered = len(steps) > 1
    if len(steps) > MOST_STEPS:
        half = MOST_STEPS // 2
        left_out = len(steps) - 2 * half
        middle = (0, Step(Span("", 0, 0, 0, 0), f"{left_out} more steps in between are not shown"))
        steps = [*steps[:half], middle, *steps[-half:]]
    placed: list[_Mark] = []
    rest: list[Step] = []
    primary_label = ""
    for number, step in steps:
        text = clean(step.message, 300)
        label = f"{number}: {text}" if numbered and number else text
        if step.span.line < 1:
            rest.append(step)
        elif step.span == finding.span:
            primary_label = label if not primary_label else f"{primary_label}; {label}"
        else:
            placed.append(_Mark(step.span, label, "step", "-"))
    if finding.span.line > 0:
        placed.append(_Mark(finding.span, primary_label, str(finding.level), "^"))
    return placed, rest


def _numbers(marks: Sequence[_Mark]) -> list[int]:
    """The line numbers to print for these marks, ascending."""
    wanted: set[int] = set()
    for mark in marks:
        first, last = mark.span.line, max(mark.span.line, mark.span.end_line)
        if last - first < _MOST_LINES_OF_A_SPAN:
            wanted.update(range(first, last + 1))
        else:
            wanted.update((first, last))
    ordered = sorted(wanted)
    # A single line left out would take as much room as the dots that stand for it.
    wanted.update(before + 1 for before, after in pairwise(ordered) if after - before == 2)
    return sorted(wanted)


def _lines(
    marks: Sequence[_Mark], numbers: Sequence[int], sources: Sources, gutter: int, columns: int
) -> Iterator[Line]:
    previous = numbers[0] if numbers else 0
    for number in numbers:
        if number > previous + 1:
            yield [("...", "gutter")]
        previous = number
        here = [mark for mark in marks if mark.span.line <= number <= max(mark.span.line, mark.span.end_line)]
        here.sort(key=lambda mark: (mark.span.line, mark.span.column, mark.sign))
        path = marks[0].span.path
        yield from _one_line(sources.line(path, number), number, here, gutter, max(20, columns - gutter - 3))


def _one_line(source: str, number: int, marks: Sequence[_Mark], gutter: int, room: int) -> Iterator[Line]:
    line = show_line(source)
    if not source and not any(mark.span.line == number for mark in marks):
        yield [(f"{number:>{gutter}} |", "gutter")]
        return
    ranges = [_range(mark, number, source) for mark in marks]
    bounds = [(line.column(start), line.column(stop)) for start, stop in ranges]
    left = 0
    if line.columns[-1] > room and bounds:
        focus = min(start for start, _ in bounds)
        left = max(0, min(focus - room // 4, line.columns[-1] - room))
    text = crop(line.text, left, left + room)
    yield [(f"{number:>{gutter}} | ", "gutter"), (text, "source")] if text else [(f"{number:>{gutter}} |", "gutter")]
    for mark, (start, stop) in zip(marks, bounds, strict=True):
        start, stop = max(start, left), min(max(stop, start + 1), left + room)
        is_last = number == max(mark.span.line, mark.span.end_line)
        underline = mark.sign * max(1, stop - start)
        row: Line = [(" " * gutter + " | ", "gutter"), (" " * (start - left) + underline, mark.style)]
        if is_last and mark.label:
            row.append((f" {mark.label}", mark.style))
        yield row


def _range(mark: _Mark, number: int, source: str) -> tuple[int, int]:
    """The 1-based columns of the source that a mark covers on one of its lines."""
    indent = len(source) - len(source.lstrip()) + 1
    start = mark.span.column if number == mark.span.line else indent
    stop = mark.span.end_column if number == mark.span.end_line else len(source.rstrip()) + 1
    return start, max(stop, start)
