"""Linting what an edit concerns: in a large file, only the programs that come to what was edited.

Comments and empty lines concern nobody. What stands outside of functions (a macro, a type, a map) concerns the
functions that name it, or that name what is made of it.

What was found of the other programs stays, moved to where its lines are now. That is what the editor shows while
somebody types; the whole file is linted when they rest, since a rule may look further than along calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from bpflint.base.finding import Edit, FileReport, Finding, Step, reading_order
from bpflint.base.span import Span
from bpflint.engine.outline import Outline, Part
from bpflint.lsp.declared import Item, find_items, users_of

_LINE: Final = re.compile(r"\b(line )(\d+)\b")
_WORD: Final = re.compile(r"\w+")
_INNER: Final = "____"
"""What macros such as `BPF_PROG` put before the name of a program, for the function that has its body."""
OF_THE_FILE: Final = frozenset({"missing-license", "missing-step", "unknown-section"})
"""Rules about what is nowhere in a file: of a part they say too much, so nothing new is taken from them."""


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
    before: int
    """How many lines come before them now."""

    @property
    def ranges(self) -> tuple[int, int, int, int]:
        """The lines from 0, the last one not among them: in the old text, and in the new one."""
        return self.first - 1, self.last, self.before, self.before + self.last - self.first + 1 + self.more


@dataclass(frozen=True, slots=True)
class Change:
    """An edit, by the lines of the old text, and what of the document it concerns."""

    hunks: tuple[Hunk, ...]
    part: Part | None
    """What to look at; None where only comments and empty lines have changed."""
    declared: tuple[tuple[int, int], ...] = ()
    """Lines of the new text, outside of the functions that stay, of which something new may be found."""
    lost: frozenset[str] = frozenset()
    """Functions that are gone, or that begin or end in another way now."""

    def has(self, line: int) -> bool:
        """True for a line of the old text that is gone or differs now."""
        return any(hunk.first <= line <= hunk.last for hunk in self.hunks)

    def moved(self, line: int) -> int:
        """Where a line of the old text is now."""
        return line + sum(hunk.more for hunk in self.hunks if hunk.last < line)

    def is_declared(self, first: int, last: int) -> bool:
        """True for lines of the new text that are all declared anew."""
        return any(begin <= first and last <= end for begin, end in self.declared)


def find_moves(known: Known, lines: Sequence[str]) -> Change:
    """Which lines have changed since, and where the others are now."""
    places = {name: (one.first, one.last) for name, one in known.outline.functions.items()}
    hunks = (
        Hunk(first + 1, last, now_last - now_first - (last - first), now_first)
        for difference in _differences(known.lines, lines)
        for first, last, now_first, now_last in (_outside(difference, known.lines, lines, places),)
    )
    moves = Change(tuple(hunks), None)
    return replace(moves, lost=_lost(moves, places, lines))


def find_change(known: Known, lines: Sequence[str]) -> Change | None:
    """What the lines that have changed concern, by lines without comments; None where that may be the whole."""
    moves = find_moves(known, lines)
    outside: list[tuple[range, range]] = []
    words: set[str] = set()
    changed: set[str] = set()
    for hunk in moves.hunks:
        first, last, now_first, now_last = hunk.ranges
        if _is_blank(known.lines, first, last) and _is_blank(lines, now_first, now_last):
            continue
        around = known.outline.around(first + 1, max(last, first + 1))
        if around and not around <= moves.lost:
            changed |= around - moves.lost
            words.update(_WORD.findall("\n".join(lines[now_first:now_last])))
        else:
            outside.append((range(first + 1, last + 1), range(now_first + 1, now_last + 1)))
    if not outside:
        return replace(moves, part=known.outline.part(frozenset(changed), words) if changed else None)
    touched = _touched_items(known, moves, lines, outside)
    if touched is None:
        return None
    users, items = touched
    made = {
        name for item in items if item.is_function for name in (*item.names, *(_INNER + each for each in item.names))
    }
    words.update(word for item in items if item.is_function for word in item.words)
    part = known.outline.part(frozenset(changed | users), words)
    again = part.programs | made | {each for name in moves.lost for each in known.outline.functions[name].programs}
    return replace(
        moves,
        part=Part(again, part.functions | made),
        declared=tuple((item.first, item.last) for item in items),
    )


def _lost(moves: Change, places: Mapping[str, tuple[int, int]], lines: Sequence[str]) -> frozenset[str]:
    """The functions of which the first or the last line has changed, or whose name is not there any more."""

    def is_lost(name: str, first: int, last: int) -> bool:
        if moves.has(first) or moves.has(last):
            return True
        if not any(moves.has(line) for line in range(first, last + 1)):
            return False
        text = "\n".join(lines[moves.moved(first) - 1 : moves.moved(last)])
        return name.removeprefix(_INNER) not in _WORD.findall(text)

    return frozenset(name for name, (first, last) in places.items() if is_lost(name, first, last))


def _is_blank(lines: Sequence[str], first: int, last: int) -> bool:
    return not any(lines[first:last]) and not (first and lines[first - 1].endswith("\\"))


def _outside(
    difference: tuple[int, int, int, int], old: Sequence[str], new: Sequence[str], places: Mapping[str, tuple[int, int]]
) -> tuple[int, int, int, int]:
    """The same lines put in or taken away, told so that they begin outside of functions where that can be.

    What is put in before `SEC("xdp")` and begins like that can as well be told as put in after that line.
    """
    first, last, now_first, now_last = difference
    text, begin, end = (new, now_first, now_last) if first == last else (old, first, last)
    if first != last and now_first != now_last:
        return difference
    for back in range(min(end - begin, first, now_first) + 1):
        if back and text[begin - back] != text[end - back]:
            break
        if not any(low <= first - back < high for low, high in places.values()):
            return first - back, last - back, now_first - back, now_last - back
    return difference


def _touched_items(
    known: Known, moves: Change, lines: Sequence[str], outside: Sequence[tuple[range, range]]
) -> tuple[frozenset[str], list[Item]] | None:
    """The functions that edits outside of functions concern, and what the new text declares there."""
    kept = {name: one for name, one in known.outline.functions.items() if name not in moves.lost}
    now = {name: (moves.moved(one.first), moves.moved(one.last)) for name, one in kept.items()}
    old_items = find_items(known.lines, [(one.first, one.last) for one in known.outline.functions.values()])
    new_items = find_items(lines, now.values())
    lost = [known.outline.functions[name] for name in moves.lost]
    touched = [Item(one.first, one.last, moves.lost, frozenset()) for one in lost]
    declared: list[Item] = []
    for was, becomes in outside:
        for items, place in (([*old_items, *touched[: len(lost)]], was), (new_items, becomes)):
            mine = [item for item in items if place and item.first < place.stop and place.start <= item.last]
            covered = {line for item in mine for line in range(item.first, item.last + 1)}
            text = lines if items is new_items else known.lines
            if not all(line in covered or not text[line - 1] for line in place) or any(not item.names for item in mine):
                return None
            touched += mine
            if items is new_items:
                declared += mine
    bodies = {name: lines[first - 1 : last] for name, (first, last) in now.items()}
    return users_of(touched, new_items, bodies), declared


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
    """True if the functions that stay are where they were, and the others where something is declared anew."""
    assert change.part is not None
    kept = {name: one for name, one in known.outline.functions.items() if name not in change.lost}
    return kept.keys() <= now.functions.keys() and all(
        (one.first, one.last) == (change.moved(kept[name].first), change.moved(kept[name].last))
        if name in kept
        else name in change.part.functions and change.is_declared(one.first, one.last)
        for name, one in now.functions.items()
    )


def join(known: Known, change: Change, lines: Sequence[str], now: Outline, found: FileReport) -> Known:
    """What is known of a document when `found` was found of the part that a change concerns."""
    part = change.part
    assert part is not None
    moved = [*_stay(known, change)]
    lives = [
        *((one.first, one.last) for name, one in now.functions.items() if name in part.functions),
        *change.declared,
    ]

    def is_looked_at(finding: Finding) -> bool:
        span = finding.span
        return span.path == found.path and any(first <= span.line <= last for first, last in lives)

    again = {(each.rule, each.span, each.message) for each in found.findings}
    kept = [
        each
        for each in moved
        if (each.name in OF_THE_FILE and (each.rule, each.span, each.message) in again)
        or (not part.programs.issuperset(each.programs) if each.programs else not is_looked_at(each))
    ]
    fresh = [each for each in found.findings if each.name not in OF_THE_FILE and (each.programs or is_looked_at(each))]
    said = {(each.rule, each.span, each.message) for each in fresh}
    findings = fresh + [each for each in kept if (each.rule, each.span, each.message) not in said]
    kept_names = known.outline.functions.keys() - change.lost
    gone = {each for name in change.lost for each in known.outline.functions[name].programs}
    # What a program needs is not known of a part: an object fails as a whole where one of its programs does.
    anew = {each for name in now.functions.keys() - kept_names for each in now.functions[name].programs}
    programs = [
        *(
            replace(each, line=change.moved(each.line))
            for each in known.report.programs
            if each.name not in anew | gone
        ),
        *(each for each in found.programs if each.name in anew),
    ]
    programs.sort(key=lambda each: each.line)
    report = replace(
        found,
        findings=sorted(findings, key=lambda each: (each.span.path != found.path, each.span.line, each.span.column)),
        programs=programs,
    )
    functions = {
        name: one
        if name in part.functions or name not in kept_names
        else replace(one, reached=known.outline.functions[name].reached)
        for name, one in now.functions.items()
    }
    return Known(tuple(lines), Outline(functions), report)


def _stay(known: Known, change: Change) -> Iterator[Finding]:
    """The findings whose lines have not changed, where they are now."""
    path = known.report.path
    for each in known.report.findings:
        if not (each.span.path == path and change.has(each.span.line)):
            yield _moved_finding(change, path, each)


def ahead(known: Known, lines: Sequence[str], found: FileReport, *, partly: bool) -> FileReport | None:
    """What to show until the paths are followed: what was found without them, and what was found before.

    What has been mended elsewhere stays until then, without its fix, which may not fit any more.

    None if nothing is new.
    """
    change = find_moves(known, lines)
    fresh = [each for each in found.findings if not (partly and each.name in OF_THE_FILE)]
    said = {(each.rule, each.span, each.message) for each in fresh}
    shown = list(_stay(known, change))
    if said <= {(each.rule, each.span, each.message) for each in shown}:
        return None
    stays = [each for each in shown if (each.rule, each.span, each.message) not in said]
    return replace(
        found,
        findings=sorted([*fresh, *(replace(each, fix=None) for each in stays)], key=reading_order),
        programs=[replace(each, line=change.moved(each.line)) for each in known.report.programs],
    )


def meanwhile(known: Known, lines: Sequence[str], found: FileReport) -> FileReport:
    """What to show while a document cannot be understood: what was found before, and why there is nothing new.

    A fix may not fit any more.
    """
    change = find_moves(known, lines)
    return replace(
        found,
        findings=[replace(each, fix=None) for each in _stay(known, change)],
        programs=[replace(each, line=change.moved(each.line)) for each in known.report.programs],
    )


def keep(known: Known, change: Change, lines: Sequence[str]) -> Known:
    """What is known of a document when nothing has changed but where its lines are."""
    report, path = known.report, known.report.path
    functions = {
        name: replace(one, first=change.moved(one.first), last=change.moved(one.last))
        for name, one in known.outline.functions.items()
    }
    return Known(
        tuple(lines),
        Outline(functions),
        replace(
            report,
            findings=[_moved_finding(change, path, each) for each in report.findings],
            problems=[replace(each, span=_moved_span(change, path, each.span)) for each in report.problems],
            programs=[replace(each, line=change.moved(each.line)) for each in report.programs],
        ),
    )


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
