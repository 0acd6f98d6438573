"""Each kind of value at each place that takes a pointer, with the verdicts of a kernel beside them.

tests/support/arguments_of_calls.py makes the programs. arguments.findings has a line for each finding, without places,
so that a program more changes no other line.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from arguments_of_calls import text
from walk_dump import Walk, recording, sums

from bpflint.base.finding import FileReport, Finding, Level
from bpflint.engine.lint import Engine
from bpflint.policy.settings import Settings

HERE = Path(__file__).parent
MISSED = 24
"""Programs that the kernel rejects and of which nothing is said; less is better, and then it is lowered."""


def read_verdicts() -> dict[str, bool]:
    lines = (HERE / "arguments.verdict").read_text(encoding="utf-8").splitlines()[1:]
    words = (line.partition(": ") for line in lines if not line.startswith(" "))
    return {name: verdict == "accepted" for name, _, verdict in words}


@pytest.fixture(scope="module")
def linted(tmp_path_factory: pytest.TempPathFactory) -> tuple[FileReport, list[Walk]]:
    path = tmp_path_factory.mktemp("arguments") / "arguments.bpf.c"
    path.write_text(text(), encoding="utf-8")
    with recording() as walks:
        return Engine(Settings(kernel="6.18")).lint_file(str(path)), walks


@pytest.fixture(scope="module")
def report(linted: tuple[FileReport, list[Walk]]) -> FileReport:
    return linted[0]


def _told(finding: Finding) -> str:
    story = "".join(f" < {step.message}" for step in reversed(finding.steps))
    return re.sub(r"\bline \d+", "line N", f"{finding.level.name.lower()} {finding.rule} {finding.message}{story}")


def test_no_accepted_program_gets_an_error(report: FileReport) -> None:
    verdicts = read_verdicts()
    errors = {name for each in report.findings if each.level is Level.ERROR for name in each.programs}
    assert {name for name in errors if verdicts[name]} == set()


def test_rejected_programs_are_found(report: FileReport) -> None:
    told = {name for each in report.findings if each.level >= Level.WARNING for name in each.programs}
    assert len({name for name, accepted in read_verdicts().items() if not accepted} - told) == MISSED


def test_what_is_said_of_them_is_what_was_read_before(report: FileReport) -> None:
    """`UPDATE=1 pytest tests/differential` writes it anew; the difference is read before it is committed."""
    lines = sorted(f"{', '.join(each.programs)}: {_told(each)}\n" for each in report.findings)
    path = HERE / "arguments.findings"
    if os.environ.get("UPDATE"):
        path.write_text("".join(lines), encoding="utf-8")
    assert path.read_text(encoding="utf-8").splitlines() == [line.rstrip("\n") for line in lines]


def test_walks_know_what_they_knew(linted: tuple[FileReport, list[Walk]]) -> None:
    """Written anew like the findings. Of a line that differs compare what `tools/dump_walk.py` says of the program."""
    path, told = HERE / "arguments.walks", sums(linted[1])
    if os.environ.get("UPDATE"):
        path.write_text(told, encoding="utf-8")
    assert path.read_text(encoding="utf-8").splitlines() == told.splitlines()
