"""Programs made and broken at random, with the verdicts of 6.18 beside them: resources opened, used and closed in all
orders, behind conditions that are asked twice and switches of a loader, in loops, callbacks and subprograms. The first
line of programs.bpf.c says what made them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpflint.base.finding import Level
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
def accused() -> dict[Level, set[str]]:
    report = Engine(Settings(kernel="6.18")).lint_file(str(HERE / "programs.bpf.c"))
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
