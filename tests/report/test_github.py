"""Workflow commands: escaping, order and what GitHub needs to place an annotation."""

from __future__ import annotations

from dataclasses import replace

import samples

from bpflint.base.finding import FileReport, Level
from bpflint.report.github import render
from bpflint.report.outcome import Outcome


def commands(*reports: FileReport) -> list[str]:
    outcome = Outcome()
    for report in reports:
        outcome.add(report)
    return [line for line in render(outcome).splitlines() if line.startswith("::")]


def test_worst_first_with_place_and_title() -> None:
    first, second = commands(samples.report())
    assert first.startswith("::error file=src/wq.bpf.c,line=15,endLine=15,col=11,endColumn=37,title=KF401 call-order::")
    assert "%0Asrc/wq.bpf.c:13: this is false%0A" in first
    assert second.startswith("::warning ")
    assert "%0Akernels: <6.10" in second


def test_note_is_a_notice() -> None:
    finding = replace(samples.order_finding(), level=Level.NOTE)
    assert commands(replace(samples.report(), findings=[finding]))[0].startswith("::notice ")


def test_nothing_breaks_out_of_a_command() -> None:
    finding = samples.order_finding()
    evil = replace(
        finding,
        span=finding.span._replace(path="a,line=1::b\r\n::error::x.c"),
        message="100%\r\n::stop-commands::x\x1b[0m",
        steps=(),
    )
    lines = commands(replace(samples.report(), findings=[evil]))
    assert len(lines) == 1
    assert "file=a%2Cline=1%3A%3Ab" in lines[0]
    assert "::100%25%0A: :stop-commands" in lines[0]
    assert "\x1b" not in lines[0]


def test_range_over_lines_has_no_columns() -> None:
    finding = samples.order_finding()
    finding = replace(finding, span=finding.span._replace(end_line=16, end_column=3), steps=())
    line = commands(replace(samples.report(), findings=[finding]))[0]
    assert "line=15,endLine=16,title" in line


def test_files_not_fully_analysed_are_said() -> None:
    degraded, failed = commands(samples.degraded_report(), samples.failed_report())
    assert degraded.startswith("::warning file=src/lost.bpf.c,line=3,title=bpflint%3A degraded::")
    assert failed == "::error file=src/bad.bpf.c,title=bpflint%3A not analysed::is a binary file, not C source"
