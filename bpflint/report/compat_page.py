"""The compatibility page: a file of HTML that stands alone, without scripts and with nothing to fetch.

Files are sections that open and close; each has a table of its programs and, below it, a line for each cause that keeps
programs off kernels, whatever the number of programs, kernels and lines it concerns.
"""

from __future__ import annotations

import html
import os.path
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import quote

from bpflint import __version__
from bpflint.base.files import relative_path
from bpflint.base.finding import FileReport, ProgramReport
from bpflint.base.safe_text import clean
from bpflint.report.compat import (
    NOT_LOOKED_AT,
    SYMBOLS,
    WORDS,
    columns_of,
    cut_short,
    joined_versions,
    programs_of,
    versions_of,
)
from bpflint.report.outcome import plural
from bpflint.report.text import kernel_range

_OPEN_AT_FIRST: Final = 40
"""Programs that a reader sees at once; with more, files are closed until somebody asks."""
_MOST_LINES: Final = 8
"""Lines of the source named for one cause."""
_FIRST_KERNEL: Final = 4
"""The column of the first kernel."""
_CLASSES: Final = {True: "y", False: "n", None: "u"}
_STYLE: Final = """
:root { color-scheme: light dark; --fg: #1b1f24; --bg: #fff; --dim: #57606a; --edge: #d0d7de; --raised: #f6f8fa;
    --link: #0550ae; --yes: #dafbe1; --yes-fg: #116329; --no: #ffebe9; --no-fg: #a40e26 }
@media (prefers-color-scheme: dark) { :root { --fg: #e6edf3; --bg: #0d1117; --dim: #9da7b3; --edge: #30363d;
    --raised: #161b22; --link: #79b8ff; --yes: #12261e; --yes-fg: #7ee787; --no: #25171c; --no-fg: #ff9492 } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 88rem; padding: 1.5rem; color: var(--fg);
    background: var(--bg) }
h1 { font-size: 1.5rem; margin: 0 } h2, h3 { font-size: 1rem; margin: 0 } h3 { margin-top: 1rem }
a { color: var(--link) } code { font: 13px/1.4 ui-monospace, monospace; overflow-wrap: anywhere }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
.skip { position: absolute; left: -99rem } .skip:focus { position: static }
dl { display: flex; flex-wrap: wrap; gap: .2rem 2rem; margin: .5rem 0 1.5rem } dl div { display: flex; gap: .5rem }
dt, .dim { color: var(--dim) } dd { margin: 0 }
details { border: 1px solid var(--edge); border-radius: 6px; margin: .5rem 0; padding: 0 1rem }
details[open] { padding-bottom: 1rem }
summary { cursor: pointer; padding: .6rem 0; overflow-wrap: anywhere }
summary h2 { display: inline; margin-right: 1rem }
.scroll { position: relative; max-height: 85vh; overflow: auto; border: 1px solid var(--edge) }
table { border-collapse: separate; border-spacing: 0; width: 100% }
th, td { border: solid var(--edge); border-width: 0 1px 1px 0; padding: .3rem .6rem; text-align: left }
th, td { vertical-align: top } th { font-weight: 600; background: var(--raised) }
thead th { position: sticky; top: 0; z-index: 1; white-space: nowrap }
th:first-child { position: sticky; left: 0; z-index: 1; min-width: 9rem } thead th:first-child { z-index: 2 }
tbody th { font-weight: normal } .k { text-align: center; white-space: nowrap } .w { min-width: 5.5rem }
.s { min-width: 8rem }
.y { background: var(--yes); color: var(--yes-fg) } .n { background: var(--no); color: var(--no-fg) }
.u { color: var(--dim) }
i, caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
ul { margin: .3rem 0; padding-left: 1.2rem } li { margin: .2rem 0 } li, p, dd { overflow-wrap: anywhere }
@media screen and (max-width: 40rem) {
  body { padding: .75rem } summary h2 { word-break: break-all } details { padding: 0 .5rem } .s { display: none }
  .scroll { max-height: none; overflow: visible; border: 0 }
  table, tbody, tr, tbody th, td.w { display: block } thead { display: none } tr { padding: .5rem 0 }
  tbody th { position: static; background: none; padding: 0 } tbody th, td.w { border: 0; padding: 0 }
  tr { border-bottom: 1px solid var(--edge) } td.k { display: inline-block; border: 0; border-radius: 3px }
  td.k { margin: .15rem .15rem 0 0; padding: .05rem .4rem; font-size: 13px }
}
@media print {
  body { max-width: none; padding: 0; font-size: 9pt } .skip { display: none } a { color: inherit }
  .scroll { position: relative; max-height: none; overflow: visible; border: 0 } th { position: static !important }
  details { border: 0; padding: 0 } details::details-content { content-visibility: visible; block-size: auto }
  table { font-size: 8pt } th, td { padding: 1pt 3pt } thead th, .k { white-space: normal } .s, .w { min-width: 3rem }
  th:first-child { min-width: 5rem } code { font-size: inherit }
  tr, li { break-inside: avoid } summary { break-after: avoid }
}
"""


@dataclass(frozen=True, slots=True)
class Page:
    """What the page is about: the kernels asked for, the day it was made, and where the sources can be read.

    Links begin with `link_base` (`https://example.org/project/blob/main`); without, they lead from `directory`, where
    the page lies, to the sources themselves.
    """

    day: date
    target: str | None = None
    link_base: str = ""
    directory: Path = field(default_factory=Path.cwd)

    def link(self, path: str, line: int) -> str:
        """The address of a line of the source."""
        relative = relative_path(path)
        if self.link_base:
            return f"{self.link_base.rstrip('/')}/{quote(os.fsencode(relative))}#L{line}"
        from_here = os.path.relpath(Path(path).absolute(), self.directory.absolute())
        return f"{quote(os.fsencode(Path(from_here).as_posix()))}#L{line}"

    def render(self, reports: Sequence[FileReport]) -> str:
        """The whole page."""
        programs = programs_of(reports)
        wanted = len(programs) <= _OPEN_AT_FIRST
        sections = "\n".join(self._section(report, wanted) for report in reports if report.programs)
        most = max((len(columns_of(report.programs)) for report in reports if report.programs), default=0)
        left_out = "".join(_left_out(report) for report in reports if report.status == "failed")
        return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Kernel compatibility</title>
<style>{_STYLE}{_kernels_in_cells(most)}</style>
</head>
<body>
<a class="skip" href="#programs">Skip to the programs</a>
<header>
<h1>Kernel compatibility</h1>
<dl>
<div><dt>Target</dt><dd>{_text(self.target or "every known kernel")}</dd></div>
<div><dt>Programs</dt><dd>{plural(len(programs), "program")} in {plural(len(reports), "file")}</dd></div>
<div><dt>Made on</dt><dd><time>{self.day.isoformat()}</time> by bpflint {__version__}</dd></div>
</dl>
</header>
<main id="programs" tabindex="-1">
{sections or ("" if left_out else "<p>No BPF programs found.</p>")}
{left_out}</main>
<footer><p class="dim">✓ loads, ✗ does not load, ? not known. {_text(NOT_LOOKED_AT)}.
{_text(cut_short(programs))}</p></footer>
</body>
</html>
"""

    def _section(self, report: FileReport, is_open: bool) -> str:
        programs, name = report.programs, _text(relative_path(report.path))
        columns = columns_of(programs)
        head = '<th scope="col">Program</th><th class="s" scope="col">Section</th><th scope="col">Kernels</th>'
        head += "".join(f'<th class="k" scope="col">{_text(label)}</th>' for label, _ in columns)
        rows = "\n".join(self._row(program, columns) for program in programs)
        names = "; ".join(f"--k{at}: '{_text(label)}'" for at, (label, _) in enumerate(columns, _FIRST_KERNEL))
        causes = "\n".join(self._causes(programs))
        limits = f"<h3>What limits them</h3>\n<ul>\n{causes}\n</ul>\n" if causes else ""
        about = f"{plural(len(programs), 'program')}, {_together(programs)}"
        return f"""<details{" open" if is_open else ""}>
<summary><h2>{name}</h2> <span class="dim">{_text(about)}</span></summary>
<div class="scroll" role="region" tabindex="0" aria-label="Programs of {name}">
<table style="{names}">
<caption>Programs of {name} and the kernels they load on</caption>
<thead><tr>{head}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</div>
{limits}</details>"""

    def _row(self, program: ProgramReport, columns: Sequence[tuple[str, str]]) -> str:
        cells = []
        for _, version in columns:
            loads = program.kernels.get(version, (None, []))[0]
            cells.append(f'<td class="k {_CLASSES[loads]}">{SYMBOLS[loads]}<i>{WORDS[loads]}</i></td>')
        link = _text(self.link(program.path, program.line))
        name = _text(program.name).replace("_", "_<wbr>")  # long names break between words
        return (
            f'<tr><th scope="row"><a href="{link}"><code>{name}</code></a></th>'
            f'<td class="s"><code>{_text(program.section)}</code></td>'
            f'<td class="w">{_text(kernel_range(program))}</td>{"".join(cells)}</tr>'
        )

    def _causes(self, programs: Sequence[ProgramReport]) -> Iterator[str]:
        """A line for each cause; the same words on the same kernels are one cause."""
        causes: dict[tuple[str, str, str], tuple[dict[tuple[str, int], None], dict[str, None]]] = {}
        for program in programs:
            where: dict[tuple[str, str], tuple[list[str], dict[tuple[str, int], None]]] = {}
            for version, (loads, reasons) in program.kernels.items():
                for reason in reasons if loads is not True else ():
                    versions, places = where.setdefault((reason.rule, reason.message), ([], {}))
                    places[reason.path or program.path, reason.line] = None
                    if version not in versions[-1:]:
                        versions.append(version)
            for (rule, message), (versions, places) in where.items():
                kernels = joined_versions(versions, program.releases)
                known = causes.setdefault((kernels, message, rule), ({}, {}))
                known[0].update(places)
                known[1][program.name] = None
        for (kernels, message, rule), (lines, names) in causes.items():
            yield (
                f"<li><b>{_text(kernels)}</b>: {_text(message)} "
                f'<span class="dim">{_text(rule)}, {self._lines(sorted(lines), programs[0].path)}; '
                f"{_names(list(names), len(programs))}</span></li>"
            )

    def _lines(self, places: Sequence[tuple[str, int]], home: str) -> str:
        shown, path = places[:_MOST_LINES], home
        out: list[str] = []
        for file, line in shown:
            label = f"line {line}" if file == home and not out else str(line) if file == path else ""
            label = label or f"{relative_path(file)}:{line}"
            out.append(f'<a href="{_text(self.link(file, line))}">{_text(label)}</a>')
            path = file
        more = len(places) - len(shown)
        return ", ".join(out) + (f" and {more} more" if more else "")


def _names(names: Sequence[str], programs: int) -> str:
    if len(names) == programs > 1:
        return "all programs"
    return ", ".join(f"<code>{_text(name)}</code>" for name in names)


def _together(programs: Sequence[ProgramReport]) -> str:
    """The kernels on which all of them load."""
    versions = versions_of(programs)
    answers = {v: {program.kernels.get(v, (None, []))[0] for program in programs} for v in versions}
    good = [version for version in versions if answers[version] == {True}]
    if not good:
        return "no kernel takes them all" if all(False in some for some in answers.values()) else "not known for all"
    if len(good) == len(versions) and not programs[0].not_asked:
        return "any known kernel"
    return f"all on {joined_versions(good, programs[0].releases)}"


def _kernels_in_cells(most: int) -> str:
    """Rules by which each cell says its kernel where there is no room for a head of columns."""
    cells = range(_FIRST_KERNEL, _FIRST_KERNEL + most)
    rules = "\n".join(f'  td:nth-child({at})::before {{ content: var(--k{at}) " " }}' for at in cells)
    return f"@media screen and (max-width: 40rem) {{\n{rules}\n}}\n"


def _left_out(report: FileReport) -> str:
    return f"<p>Left out, nothing is known of its programs: {_text(relative_path(report.path))}.</p>\n"


def _text(text: str) -> str:
    return html.escape(clean(text), quote=True)
