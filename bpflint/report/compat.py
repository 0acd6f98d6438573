"""Compatibility tables: on which kernels each program loads, and what stands in the way."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from typing import Final

from bpflint import __version__
from bpflint.base.files import relative_path
from bpflint.base.finding import FileReport, ProgramReport, Reason
from bpflint.base.safe_text import clean
from bpflint.report.excerpt import Line
from bpflint.report.json_report import dumps
from bpflint.report.outcome import plural
from bpflint.report.text import kernel_range, place_of

_WORDS: Final = {True: "loads", False: "does not load", None: "not known"}
NOT_LOOKED_AT: Final = (
    "Not looked at: how a kernel is configured, modules, the verifier's limits of size, and what user space does"
)
_SYMBOLS: Final = {True: "✓", False: "✗", None: "?"}


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
    for version, (loads, reasons) in program.kernels.items():
        if joined and joined[-1][2] is loads and joined[-1][3] == reasons:
            joined[-1] = (joined[-1][0], version, loads, reasons)
        else:
            joined.append((version, version, loads, reasons))
    return [
        (first if first == last else f"{first} to {last}", loads, reasons) for first, last, loads, reasons in joined
    ]


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
                (_WORDS[loads], "warning" if loads is None else "error"),
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
    elif not left_out:
        yield [("No BPF programs found.", "")]
    for report in left_out:
        yield [(f"Left out, nothing is known of its programs: {clean(relative_path(report.path))}.", "warning")]


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


# ---------------------------------------------------------------------------------------------------- as a table


def _versions(programs: Sequence[ProgramReport]) -> list[str]:
    """Every kernel that some program was judged on, ascending."""
    known = {version for program in programs for version in program.kernels}
    return sorted(known, key=_order)


def _order(version: str) -> tuple[tuple[int, ...], str]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal()), version


def _columns(programs: Sequence[ProgramReport]) -> list[tuple[str, str]]:
    """Kernels as (label, representative); neighbours on which every program fares the same share a column."""
    columns: list[tuple[str, str, list[bool | None]]] = []
    for version in _versions(programs):
        answers = [program.kernels.get(version, (None, []))[0] for program in programs]
        if columns and columns[-1][2] == answers:
            columns[-1] = (columns[-1][0], version, answers)
        else:
            columns.append((version, version, answers))
    return [(first if first == last else f"{first}-{last}", last) for first, last, _ in columns]


def render_markdown(reports: Sequence[FileReport]) -> str:
    """A table with a row for each program, and below it what limits them."""
    programs = programs_of(reports)
    columns = _columns(programs)
    rows = [["Program", "Section", "File", "Kernels", *(label for label, _ in columns)]]
    for program in programs:
        place = f"{relative_path(program.path)}:{program.line}"
        signs = [_SYMBOLS[program.kernels.get(version, (None, []))[0]] for _, version in columns]
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
    return text + ("\n## What limits them\n\n" + "\n".join(notes) + "\n" if notes else "") + f"\n{NOT_LOOKED_AT}.\n"


def _cell(text: str) -> str:
    return clean(text).replace("|", "\\|").replace("<", "&lt;")


def _code(text: str) -> str:
    quiet = clean(text).replace("|", "\\|").replace("`", "'")
    return f"`{quiet}`"


_STYLE: Final = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #1b1f24;
  background: #fff }
h1 { font-size: 1.4rem } .scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100% } caption { text-align: left; color: #57606a; padding-bottom: .5rem }
th, td { border: 1px solid #d0d7de; padding: .3rem .6rem; text-align: left; vertical-align: top; white-space: nowrap }
td.k, th.k { text-align: center } code { font: 13px/1.4 ui-monospace, monospace }
.yes { background: #dafbe1; color: #116329 } .no { background: #ffebe9; color: #a40e26 }
.unknown { background: #f6f8fa; color: #57606a }
ul { padding-left: 1.2rem }
@media (prefers-color-scheme: dark) { body { background: #0d1117; color: #e6edf3 } th, td { border-color: #30363d }
  .yes { background: #12261e; color: #7ee787 } .no { background: #25171c; color: #ff9492 }
  .unknown { background: #161b22; color: #9da7b3 } caption { color: #9da7b3 } }
"""
_CLASSES: Final = {True: "yes", False: "no", None: "unknown"}


def render_html(reports: Sequence[FileReport]) -> str:
    """A self-contained page: no scripts, nothing fetched."""
    programs = programs_of(reports)
    columns = _columns(programs)
    head = "".join(f'<th scope="col">{word}</th>' for word in ("Program", "Section", "File", "Kernels"))
    head += "".join(f'<th class="k" scope="col">{_text(label)}</th>' for label, _ in columns)
    rows = "\n".join(_row(program, columns) for program in programs)
    notes = "\n".join(
        f"<li><code>{_text(program.name)}</code> on {_text(kernels)}: {_text(reason.message)} "
        f"({_text(place_of(program, reason))}, {_text(reason.rule)})</li>"
        for program in programs
        for kernels, loads, reasons in spans(program)
        if loads is not True
        for reason in reasons
    )
    limits = f"<h2>What limits them</h2>\n<ul>\n{notes}\n</ul>\n" if notes else ""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Kernel compatibility</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>Kernel compatibility</h1>
<div class="scroll">
<table>
<caption>{plural(len(programs), "program")} in {plural(len(reports), "file")}, by bpflint {__version__}</caption>
<thead><tr>{head}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</div>
{limits}<p>{_text(NOT_LOOKED_AT)}.</p>
</body>
</html>
"""


def _row(program: ProgramReport, columns: Sequence[tuple[str, str]]) -> str:
    cells = []
    for label, version in columns:
        loads, reasons = program.kernels.get(version, (None, []))
        why = "; ".join(f"{place_of(program, reason)}: {reason.message}" for reason in reasons)
        title = f"{label}: {_WORDS[loads]}" + (f" ({why})" if why else "")
        cells.append(f'<td class="k {_CLASSES[loads]}" title="{_text(title)}">{_SYMBOLS[loads]}</td>')
    place = f"{relative_path(program.path)}:{program.line}"
    return (
        f'<tr><th scope="row"><code>{_text(program.name)}</code></th><td><code>{_text(program.section)}</code></td>'
        f"<td>{_text(place)}</td><td>{_text(kernel_range(program))}</td>{''.join(cells)}</tr>"
    )


def _text(text: str) -> str:
    return html.escape(clean(text), quote=True)
