"""Values of many kinds at the arguments of every kfunc and helper: every.txt has what is found and known of each call.

tests/support/every_function.py makes the programs. `UPDATE=1 pytest tests/differential` writes it anew; of a line that
differs compare what is found, and what `tools/dump_walk.py` says of the program, before and after.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pytest
from every_function import KERNEL, PARTS, programs, text
from recorded import Record
from walk_dump import digest, recording

from bpflint.base.finding import Finding
from bpflint.engine.lint import Engine
from bpflint.policy.settings import Settings

RECORD = Record(Path(__file__).with_name("every.txt"))


def said(path: Path) -> dict[str, str]:
    """What is recorded of each program of a file."""
    with recording() as walks:
        report = Engine(Settings(kernel=str(KERNEL))).lint_file(str(path))
    assert report.status == "ok", [problem.message for problem in report.problems]
    assert not report.gave_up, [step.message for step in report.gave_up]
    return {walk.program: f"{digest([walk])}; {_found(report.findings, walk.program)}" for walk in walks}


def _found(findings: Iterable[Finding], program: str) -> str:
    mine = [each for each in findings if program in each.programs]
    told = [(each.level, each.rule, each.message, each.help, [step.message for step in each.steps]) for each in mine]
    total = hashlib.sha256(repr(told).encode()).hexdigest()[:8]
    return " ".join([*sorted(f"{each.rule} {each.level.name.lower()}," for each in mine), total])


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("helpers", [False, True], ids=["kfuncs", "helpers"])
def test_says_of_each_function_what_it_said(helpers: bool, part: int, tmp_path: Path) -> None:
    path = tmp_path / "every.bpf.c"
    path.write_text(text(helpers=helpers, part=part), encoding="utf-8")
    found = said(path)
    assert found.keys() == {name for name, _ in programs(helpers=helpers, part=part)}
    assert found == RECORD.said_before(found)
