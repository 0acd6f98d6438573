"""Programs made and broken at random, with the verdicts of 6.18 beside them: resources opened, used and closed in all
orders, behind conditions that are asked twice and switches of a loader, in loops, callbacks and subprograms. The first
line of programs.bpf.c says what made them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from recorded import rendered
from walk_dump import Walk, recording, sums

from bpflint.base.finding import FileReport, Level
from bpflint.engine.lint import Engine
from bpflint.policy.settings import Settings

HERE = Path(__file__).parent
RUN_TIME_ONLY = {"KF401", "KF402"}
MISSED = {"p57"}
"""What the kernel rejects and bpflint does not see today. Take out what it learns to see."""


def read_verdicts() -> dict[str, bool]:
    lines = (HERE / "programs.verdict").read_text(encoding="utf-8").splitlines()[1:]
    words = (line.partition(": ") for line in lines if not line.startswith(" "))
    return {name: verdict == "accepted" for name, _, verdict in words}


@pytest.fixture(scope="module")
def linted() -> tuple[FileReport, list[Walk]]:
    with recording() as walks:
        return Engine(Settings(kernel="6.18")).lint_file(str(HERE / "programs.bpf.c")), walks


@pytest.fixture(scope="module")
def report(linted: tuple[FileReport, list[Walk]]) -> FileReport:
    return linted[0]


@pytest.fixture(scope="module")
def accused(report: FileReport) -> dict[Level, set[str]]:
    found: dict[Level, set[str]] = {level: set() for level in Level}
    for finding in report.findings:
        if finding.rule not in RUN_TIME_ONLY:
            found[finding.level].update(finding.programs)
    return found


def test_no_accepted_program_gets_an_error(accused: dict[Level, set[str]]) -> None:
    verdicts = read_verdicts()
    assert len(verdicts) == 60
    assert {name for name in accused[Level.ERROR] if verdicts[name]} == set()


def test_rejected_programs_are_found(accused: dict[Level, set[str]]) -> None:
    rejected = {name for name, accepted in read_verdicts().items() if not accepted}
    assert rejected - accused[Level.ERROR] - accused[Level.WARNING] == MISSED
    assert len(rejected & accused[Level.ERROR]) >= 0.9 * len(rejected)


def test_what_is_said_of_them_is_what_was_read_before(report: FileReport) -> None:
    """`UPDATE=1 pytest tests/differential` writes it anew; the difference is read before it is committed."""
    path, text = HERE / "programs.findings", rendered(report)
    if os.environ.get("UPDATE"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def test_walks_know_what_they_knew(linted: tuple[FileReport, list[Walk]]) -> None:
    """Of a line that differs `tools/dump_walk.py` shows the text: compare it before and after."""
    path, text = HERE / "programs.walks", sums(linted[1])
    if os.environ.get("UPDATE"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8").splitlines() == text.splitlines()
