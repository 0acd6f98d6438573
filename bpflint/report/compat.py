"""Compatibility tables: on which kernels each program loads, and what stands in the way."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from bpflint.base.files import relative_path
from bpflint.base.finding import FileReport, ProgramReport, Reason, ascending
from bpflint.base.safe_text import clean
from bpflint.report.excerpt import Line
from bpflint.report.json_report import dumps
from bpflint.report.outcome import plural
from bpflint.report.text import kernel_range, place_of

WORDS: Final = {True: "loads", False: "does not load", None: "not known"}
NOT_LOOKED_AT: Final = (
    "Not looked at: most of how a kernel is configured, modules, the verifier's limits of size, what user space does"
)
_MOST_NAMES: Final = 10
_MARKUP: Final = re.compile(r"[\\`*\[\]|~]|(?<!\w)_|_(?!\w)")
"""What Markdown would take for more than itself; `_` within a word is only that."""
SYMBOLS: Final = {True: "✓", False: "✗", None: "?"}


def programs_of(reports: Sequence[FileReport]) -> list[ProgramReport]:
    """Every program, file by file."""
    return [program for report in reports for program in report.programs]


def render_json(reports: Sequence[FileReport]) -> str:
    """The tables as JSON, as docs describe it."""
    return dumps(
        {
            "programs": [
                {
                    "path": relative_path(program.path),
                    "name": program.name,
                    "line": program.line,
                    "section": program.section,
                    "program_type": program.program_type,
                    "minimum": program.minimum,
                    "maximum": program.maximum,
                    "ranges": program.ranges,
                    "cut_short": program.cut_short,
                    "kernels": {
                        version: {
                            "loads": loads,
                            "reasons": [
                                {
                                    "rule": reason.rule,
                                    "path": relative_path(reason.path or program.path),
                                    "line": reason.line,
                                    "message": reason.message,
                                }
                                for reason in reasons
                            ],
                        }
                        for version, (loads, reasons) in program.kernels.items()
                    },
                }
                for program in programs_of(reports)
            ]
        }
    )


# ---------------------------------------------------------------------------------------------------- by reasons


def spans(program: ProgramReport) -> list[tuple[str, bool | None, list[Reason]]]:
    """Consecutive kernels with the same answer and reasons, joined: `5.10 to 6.9`, does not load, why."""
    joined: list[tuple[str, str, bool | None, list[Reason]]] = []
    apart = _apart(program.kernels, program.not_asked)
    for version, (loads, reasons) in program.kernels.items():
        if joined and joined[-1][2] is loads and joined[-1][3] == reasons and version not in apart:
            joined[-1] = (joined[-1][0], version, loads, reasons)
        else:
            joined.append((version, version, loads, reasons))
    return [
        (first if first == last else f"{first} to {last}", loads, reasons) for first, last, loads, reasons in joined
    ]


def _apart(versions: Iterable[str], not_asked: Collection[str]) -> set[str]:
    """Those that follow on a release nobody asked about."""
    known = ascending([*versions, *not_asked])
    return {version for before, version in pairwise(known) if before in not_asked}


def render_text(reports: Sequence[FileReport]) -> Iterator[Line]:
    """One paragraph a program: what it needs, then each range of kernels on which it does not load, and why."""
    programs = programs_of(reports)
    path = ""
    for program in programs:
        if program.path != path:
            if path:
                yield []
            path = program.path
            yield [(clean(relative_path(path)), "path")]
        style = "error" if kernel_range(program) == "no known kernel" else "good"
        yield [
            (f"  {clean(program.name)}", "label"),
            (f" ({clean(program.section)}, line {program.line}): ", ""),
            (kernel_range(program), style),
        ]
        for kernels, loads, reasons in spans(program):
            if loads is True:
                continue
            yield [
                (f"      {kernels}: ", "gutter"),
                (WORDS[loads], "warning" if loads is None else "error"),
            ]
            for reason in reasons:
                yield [
                    (f"          {place_of(program, reason)}: ", "gutter"),
                    (f"{clean(reason.message)} [{reason.rule}]", ""),
                ]
    left_out = [report for report in reports if report.status == "failed"]
    if programs:
        yield []
        yield [(f"{plural(len(programs), 'program')} in {plural(len(reports) - len(left_out), 'file')}.", "dim")]
        yield [(f"{NOT_LOOKED_AT}.", "dim")]
        if note := cut_short(programs):
            yield [(note, "warning")]
    elif not left_out:
        yield [("No BPF programs found.", "")]
    for report in left_out:
        yield [(f"Left out, nothing is known of its programs: {clean(relative_path(report.path))}.", "warning")]


def cut_short(programs: Sequence[ProgramReport]) -> str:
    """A sentence about the programs whose paths were not followed to the end, "" if there are none."""
    names = [clean(program.name) for program in programs if program.cut_short]
    if not names:
        return ""
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    listed = ", ".join(names[:_MOST_NAMES])
    return f"Not followed to the end, and perhaps refused for what they do there: {listed}{more}."


def render_minimum(reports: Sequence[FileReport]) -> str:
    """A line a program for scripts: file, program and the oldest kernel it loads on, with tabs between.

    `none` where no kernel takes it, `unknown` where nobody knows of any.
    """
    return "".join(
        f"{clean(relative_path(program.path))}\t{clean(program.name)}\t{_minimum(program)}\n"
        for program in programs_of(reports)
    )


def loads_nowhere(reports: Sequence[FileReport]) -> bool:
    """True if some program loads on none of the kernels."""
    return any(_minimum(program) == "none" for program in programs_of(reports))


def _minimum(program: ProgramReport) -> str:
    if program.ranges:
        return program.ranges[0].partition("..")[0]
    return "none" if all(loads is False for loads, _ in program.kernels.values()) else "unknown"


def joined_versions(versions: Sequence[str], known: Sequence[str]) -> str:
    """Neighbours among the known kernels, which are ascending, as ranges: `5.10 to 6.9, 6.12`."""
    place = {version: at for at, version in enumerate(known)}
    runs: list[list[str]] = []
    for version in versions:
        if runs and place[version] == place[runs[-1][-1]] + 1:
            runs[-1].append(version)
        else:
            runs.append([version])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


# ---------------------------------------------------------------------------------------------------- as a table


def versions_of(programs: Sequence[ProgramReport]) -> list[str]:
    """Every kernel that some program was judged on, ascending."""
    known = {version for program in programs for version in program.kernels}
    return ascending(known)


def columns_of(programs: Sequence[ProgramReport]) -> list[tuple[str, str]]:
    """Kernels as (label, representative); neighbours on which every program fares the same share a column."""
    columns: list[tuple[str, str, list[bool | None]]] = []
    versions = versions_of(programs)
    apart = _apart(versions, programs[0].not_asked if programs else ())
    for version in versions:
        answers = [program.kernels.get(version, (None, []))[0] for program in programs]
        if columns and columns[-1][2] == answers and version not in apart:
            columns[-1] = (columns[-1][0], version, answers)
        else:
            columns.append((version, version, answers))
    return [(first if first == last else f"{first}-{last}", last) for first, last, _ in columns]


def render_markdown(reports: Sequence[FileReport]) -> str:
    """A table with a row for each program, and below it what limits them."""
    programs = programs_of(reports)
    if not programs:
        return "# Kernel compatibility\n\nNo BPF programs found.\n"
    columns = columns_of(programs)
    rows = [["Program", "Section", "File", "Kernels", *(label for label, _ in columns)]]
    for program in programs:
        place = f"{relative_path(program.path)}:{program.line}"
        signs = [SYMBOLS[program.kernels.get(version, (None, []))[0]] for _, version in columns]
        rows.append([_code(program.name), _code(program.section), _cell(place), kernel_range(program), *signs])
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, "|" + " --- |" * 4 + " :-: |" * len(columns))
    text = "# Kernel compatibility\n\n" + "\n".join(lines) + "\n"
    notes = [
        f"- {_code(program.name)} on {kernels}: {_cell(reason.message)} ({place_of(program, reason)}, {reason.rule})"
        for program in programs
        for kernels, loads, reasons in spans(program)
        if loads is not True
        for reason in reasons
    ]
    limits = "\n## What limits them\n\n" + "\n".join(notes) + "\n" if notes else ""
    note = cut_short(programs)
    return f"{text}{limits}\n{NOT_LOOKED_AT}.\n" + (f"\n{_cell(note)}\n" if note else "")


def _cell(text: str) -> str:
    """Text in which nothing is markup: file names and messages have what a stranger wrote."""
    return _MARKUP.sub(r"\\\g<0>", clean(text)).replace("<", "&lt;")


def _code(text: str) -> str:
    quiet = clean(text).replace("|", "\\|").replace("`", "'")
    return f"`{quiet}`"
