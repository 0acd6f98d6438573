"""The report for people: every finding with its excerpt, then what each program needs and a summary.

On a terminal rich adds colours and links; anywhere else the same lines come out plain.
"""

from __future__ import annotations

import os
import re
import shutil
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import IO, Final

from bpflint.base.files import relative_path, short_path
from bpflint.base.finding import FileReport, Finding, Level, ProgramReport, Reason, reading_order
from bpflint.base.safe_text import clean, inert
from bpflint.base.services import is_watched
from bpflint.base.sources import Sources
from bpflint.report.excerpt import Line, excerpt, gutter_width
from bpflint.report.fit import fit
from bpflint.report.outcome import Outcome, plural

PLAIN_COLUMNS: Final = 160
"""Where source lines are cut when nobody says how wide the page is."""
_FEWEST_COLUMNS: Final = 20
_MOST_PROBLEMS: Final = 3
_LONGEST_PROBLEM: Final = 600
_MOST_PROGRAMS: Final = 40
_MOST_OF_A_RULE: Final = 5
"""Findings of one rule in one file that are shown with their excerpts."""
_LINK: Final = re.compile(r"https://[\w./#?&=%~+@:-]+")

STYLES: Final = {
    "error": "bold bright_red",
    "warning": "bold yellow",
    "note": "bold cyan",
    "step": "",
    "gutter": "",
    "path": "bold",
    "message": "bold",
    "label": "bold",
    "help": "green",
    "link": "underline",
    "dim": "",
    "good": "bold green",
}


def render_file(
    report: FileReport, sources: Sources, columns: int = PLAIN_COLUMNS, verbose: bool = False
) -> list[Line]:
    """The findings of one file, in the order of their lines, and what was lost in parsing it."""
    lines: list[Line] = []
    shown: Counter[str] = Counter()
    briefly: list[Finding] = []
    for finding in sorted(report.findings, key=reading_order):
        shown[finding.rule] += 1
        if shown[finding.rule] > _MOST_OF_A_RULE and not verbose:
            briefly.append(finding)
        else:
            lines += [*render_finding(finding, sources, columns), []]
    if briefly:
        lines += [*map(_headline, briefly), [("  shown in a line each, being of a kind; -v shows all", "dim")], []]
    if report.status == "degraded":
        lines += [*_problems(report, verbose), []]
    if verbose:
        for assumption in report.assumed:
            lines += [[*_place(report.path, 0), ("note: ", "note"), (clean(assumption), "")], []]
        for step in report.gave_up:
            lines += [
                [*_place(step.span.path or report.path, step.span.line), ("note: ", "note"), (clean(step.message), "")],
                [],
            ]
    return lines


def render_finding(finding: Finding, sources: Sources, columns: int = PLAIN_COLUMNS) -> Iterator[Line]:
    """`path:line:col: level[rule] message`, the excerpt, and what to do about it."""
    yield _headline(finding)
    yield from excerpt(finding, sources, columns)
    margin = " " * gutter_width(finding)
    yield [(margin + " |", "gutter")]
    for label, text, style in _facts(finding):
        yield from _labelled(margin, label, text, style, columns)


def _headline(finding: Finding) -> Line:
    span = finding.span
    return [
        (f"{clean(short_path(span.path))}:{span.line}:{span.column}: ", "path"),
        (f"{finding.level}[{finding.rule}]", str(finding.level)),
        (f" {clean(finding.message)}", "message"),
    ]


def _facts(finding: Finding) -> Iterator[tuple[str, str, str]]:
    programs = ", ".join(finding.programs[:5]) + (
        f" and {len(finding.programs) - 5} more" if finding.programs[5:] else ""
    )
    if finding.programs and finding.programs != (finding.function,):
        through = (
            f", through {finding.function}()" if finding.function and finding.function not in finding.programs else ""
        )
        yield "program" if len(finding.programs) == 1 else "programs", programs + through, ""
    if finding.kernels:
        yield "kernels", finding.kernels, ""
    if finding.variants:
        yield "variant" if len(finding.variants) == 1 else "variants", ", ".join(finding.variants), ""
    if finding.help:
        yield "help", finding.help, "help"
    if finding.fix and finding.fix.safe:
        yield "fix", f"--fix can do this: {finding.fix.description}", "help"
    if finding.docs:
        yield "docs", finding.docs, "link"


def _labelled(margin: str, label: str, text: str, style: str, columns: int) -> Iterator[Line]:
    first = f"{margin} = "
    indent = len(first) + len(label) + 2
    wrapped = (
        [clean(text)]
        if style == "link"
        else textwrap.wrap(clean(text), max(16, columns - indent), break_on_hyphens=False, break_long_words=False)
    )
    for number, part in enumerate(wrapped or [""]):
        if number == 0:
            yield [(first, "gutter"), (f"{label}: ", style if style == "help" else "label"), (part, style)]
        else:
            yield [(" " * indent, ""), (part, style)]


def _place(path: str, line: int) -> Line:
    name = clean(short_path(path))
    return [(f"{name}:{line}: " if line else f"{name}: ", "path")]


def _problems(report: FileReport, verbose: bool) -> Iterator[Line]:
    yield [
        *_place(report.path, 0),
        ("degraded", "warning"),
        (": parts of this file could not be understood, and calls in them may have been missed", ""),
    ]
    shown = report.problems if verbose else report.problems[:_MOST_PROBLEMS]
    for problem in shown:
        yield [
            ("  ", ""),
            *_place(problem.span.path or report.path, problem.span.line),
            (clean(problem.message, _LONGEST_PROBLEM), ""),
        ]
    if len(report.problems) > len(shown):
        yield [(f"  and {len(report.problems) - len(shown)} more; -v shows all", "dim")]


# ------------------------------------------------------------------------------------------------------ the end


def render_summary(outcome: Outcome, statistics: bool = False) -> list[Line]:
    """What every program needs, optional counts by rule, and one line that says it all."""
    lines: list[Line] = []
    if outcome.kernel is None:
        needs = [
            program for report in outcome.reports for program in report.programs if program.limit or program.maximum
        ]
        if needs:
            lines += [*_needs(needs), []]
    if statistics:
        lines += [*_statistics(outcome), []]
    gave_up = sum(len(report.gave_up) for report in outcome.reports)
    if gave_up:
        functions = plural(gave_up, "function was", "functions were")
        lines.append(
            [(f"{functions} too complex to follow to the end; nothing was concluded from what was left.", "dim")]
        )
    assumed = Counter(assumption for report in outcome.reports for assumption in report.assumed)
    for assumption, count in assumed.items():
        lines.append([("note: ", "note"), (f"{plural(count, 'file was', 'files were')} {clean(assumption)}", "")])
    rules = sorted({finding.rule for finding in outcome.findings()})
    if rules:
        each = rules[0] if len(rules) == 1 else f"RULE, as for {rules[0]}"
        lines.append([(f"Why, with a wrong and a right example: bpflint explain {each}", "dim")])
    lines.append(_verdict(outcome))
    return lines


def _needs(programs: list[ProgramReport]) -> Iterator[Line]:
    yield [("Kernels the programs need", "label")]
    names = {id(program): f"{clean(program.name)} ({clean(program.section)})" for program in programs}
    room = min(44, max(map(len, names.values())))
    several = len({program.path for program in programs}) > 1
    path = ""
    for program in programs[:_MOST_PROGRAMS]:
        if several and program.path != path:
            path = program.path
            yield [("  ", ""), (clean(short_path(path)), "path")]
        kernels = kernel_range(program)
        verb = "loads on " if kernels == "no known kernel" else "needs "
        row: Line = [("    " if several else "  ", ""), (f"{names[id(program)]:<{room}} ", ""), (verb, "dim")]
        row.append((kernels, "label"))
        if program.limit:
            row.append((f": {clean(program.limit.message)}, {place_of(program, program.limit)}", ""))
        yield row
    if len(programs) > _MOST_PROGRAMS:
        yield [(f"  and {len(programs) - _MOST_PROGRAMS} more programs; 'bpflint compat' shows all", "dim")]


def kernel_range(program: ProgramReport) -> str:
    """`>= 6.3`, `<= 6.19`, `6.10 to 6.19`, `any known kernel`, `no known kernel` or `not known`.

    `6.12..7.0, 7.3` where there are holes, `6.12..7.0, 7.2..7.3 (not known: 7.1)` where one is not known.
    """
    if program.kernels and all(loads is False for loads, _ in program.kernels.values()):
        return "no known kernel"
    if program.kernels and not program.ranges:
        return "not known"
    if unknown := program.kernels_with(None):
        return f"{', '.join(program.ranges)} (not known: {', '.join(unknown)})"
    if program.not_asked or len(program.ranges) > 1:
        return ", ".join(program.ranges)
    match program.minimum, program.maximum:
        case None, None:
            return "any known kernel"
        case minimum, None:
            return f">= {minimum}"
        case None, maximum:
            return f"<= {maximum}"
        case minimum, maximum:
            return f"{minimum}" if minimum == maximum else f"{minimum} to {maximum}"


def place_of(program: ProgramReport, reason: Reason) -> str:
    """`line 7`, with the file where it is another than the program's."""
    if reason.path and reason.path != program.path:
        return f"{clean(relative_path(reason.path))}:{reason.line}"
    return f"line {reason.line}"


def _statistics(outcome: Outcome) -> Iterator[Line]:
    counts: dict[tuple[str, str], list[Finding]] = {}
    for finding in outcome.findings():
        counts.setdefault((finding.rule, finding.name), []).append(finding)
    yield [("Findings by rule", "label")]
    for (rule, name), found in sorted(counts.items(), key=lambda item: (-len(item[1]), item[0])):
        worst = str(max(finding.level for finding in found))
        fixable = sum(bool(finding.fix and finding.fix.safe) for finding in found)
        yield [
            (f"{len(found):>6}  ", ""),
            (rule, worst),
            (f"  {name}" + (f"  ({fixable} fixable)" if fixable else ""), ""),
        ]
    if not counts:
        yield [("  none", "dim")]
    slow = sorted(outcome.reports, key=lambda report: -report.seconds)[:3]
    yield [("Slowest files", "label")]
    for report in slow:
        yield [(f"{report.seconds:>6.2f}  ", ""), (clean(short_path(report.path)), "")]


def _verdict(outcome: Outcome) -> Line:
    counts = [(outcome.count(level), level) for level in sorted(Level, reverse=True)]
    files = plural(len(outcome.reports), "file")
    target = f" for kernel {clean(outcome.kernel)}" if outcome.kernel else ""
    tail = f" in {outcome.seconds:.1f} s"
    extras = []
    if outcome.fixed:
        extras.append(f"{plural(outcome.fixed, 'finding')} fixed")
    if outcome.degraded():
        extras.append(f"{plural(len(outcome.degraded()), 'file')} degraded")
    if outcome.failed():
        extras.append(f"{plural(len(outcome.failed()), 'file')} not analysed")
    if outcome.left_out:
        extras.append(f"{plural(outcome.left_out, 'BPF source')} left out, as --show-files says")
    silenced = [f"{number} silenced by {by}" for by, number in outcome.silenced().items()]
    extras += [silenced[0], *(each.replace(" silenced", "") for each in silenced[1:])] if silenced else []
    aside = f" ({', '.join(extras)})" if extras else ""
    found = [(f"{plural(number, str(level))}", str(level)) for number, level in counts if number]
    if outcome.reports and len(outcome.failed()) == len(outcome.reports):
        return [("Nothing was analysed.", "error")]
    if not found:
        return [("No findings", "good"), (f" in {files}{target}{aside}{tail}.", "")]
    row: Line = [("Found ", "")]
    for position, segment in enumerate(found):
        if position:
            row.append((" and " if position == len(found) - 1 else ", ", ""))
        row.append(segment)
    with_findings = sum(bool(report.findings) for report in outcome.reports)
    among = f" in {files}" if with_findings == len(outcome.reports) else f" in {with_findings} of {files}"
    row.append((f"{among}{target}{aside}{tail}.", ""))
    return row


# ---------------------------------------------------------------------------------------------------- printing


def plain(lines: Iterable[Line]) -> str:
    """The lines without any style."""
    text = "".join("".join(_safe(part) for part, _ in line).rstrip() + "\n" for line in lines)
    return inert(text) if is_watched() else text


def _safe(part: str) -> str:
    # Whoever made a line should have seen to it; this is where nothing gets past.
    return part if part.isprintable() else clean(part, 1_000_000)


def wants_colour(stream: IO[str], choice: str = "auto") -> bool:
    """Whether to colour what goes to `stream`: `choice` first, then NO_COLOR and FORCE_COLOR, then the terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


class Writer:
    """Prints lines to a stream, in colour where that is wanted. `columns` is the width to lay out for."""

    def __init__(self, stream: IO[str], colour: str = "auto") -> None:
        self._stream = stream
        self._console = None
        self.columns = PLAIN_COLUMNS
        self._fits = stream.isatty()
        """Whether lines are broken: where people read, not where programs do."""
        if self._fits:
            self.columns = max(_FEWEST_COLUMNS, min(shutil.get_terminal_size().columns, PLAIN_COLUMNS))
        if wants_colour(stream, colour):
            from rich.console import Console

            self._console = Console(
                file=stream, force_terminal=True, highlight=False, soft_wrap=True, legacy_windows=False
            )

    def write(self, lines: Iterable[Line]) -> None:
        """Print `lines`."""
        if self._fits:
            lines = [row for line in lines for row in fit(line, self.columns)]
        if self._console is None:
            self._stream.write(plain(lines))
            return
        from rich.text import Text

        watched = is_watched()
        for line in lines:
            text = Text()
            for part, style in line:
                part = inert(_safe(part)) if watched else _safe(part)
                link = f" link {part}" if style == "link" and _LINK.fullmatch(part) else ""
                text.append(part, STYLES.get(style, "") + link)
            self._console.print(text)
