"""The files of testdata/ with a small mistake or two in each function, and what is found and known of them by kernel.

changed.txt has a line for each file and kernel: places and rules, and a sum over all words and walks. It is what was
said when it was read. Where a line differs, compare what `tools/dump_walk.py` and bpflint say of the file that
`tests/support/changed_fixtures.py` prints, before and after; `UPDATE=1 pytest tests/differential` writes it anew.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from zlib import crc32

import pytest
from changed_fixtures import changed
from expectations import FILES, TESTDATA
from recorded import Record, rendered
from walk_dump import digest, recording

from bpflint.base.finding import Finding
from bpflint.engine.lint import Engine
from bpflint.policy.settings import Settings

RECORD = Record(Path(__file__).with_name("changed.txt"))
KERNELS = ("6.18", None, "6.1", "7.3", "5.15", "6.12")
"""Each with changes of its own; None asks about all. A file is looked at on three of them, by its name."""
ASKED = [
    pytest.param(path, number, id=f"{path.relative_to(TESTDATA)}-{number}")
    for path in FILES
    for number in range(crc32(path.name.encode()) % 2, len(KERNELS), 2)
]


@cache
def engine(kernel: str | None) -> Engine:
    return Engine(Settings(kernel=kernel))


def said(path: Path, number: int, kernel: str | None, folder: Path) -> str:
    """What is recorded of one changed file."""
    target = folder / path.name
    target.write_text(changed(path, number), encoding="utf-8")
    with recording() as walks:
        report = engine(kernel).lint_file(str(target))
    words = rendered(report) + "".join(f"{each.message}\n" for each in (*report.problems, *report.gave_up))
    total = hashlib.sha256(words.replace(str(folder), "").encode()).hexdigest()[:8]
    return f"{digest(walks)}; {', '.join([*map(_short, report.findings), total])}"


def _short(finding: Finding) -> str:
    return f"{finding.span.line} {finding.rule} {finding.level.name.lower()}"


@pytest.mark.parametrize(("path", "number"), ASKED)
def test_says_of_a_changed_file_what_it_said(path: Path, number: int, tmp_path: Path) -> None:
    name = f"{path.relative_to(TESTDATA)} {number} on {KERNELS[number] or 'all'}"
    text = said(path, number, KERNELS[number], tmp_path)
    assert RECORD.said_before({name: text})[name] == text


def test_what_is_recorded_is_about_files_that_are_there() -> None:
    assert {name.partition(" ")[0] for name in RECORD.known} == {str(path.relative_to(TESTDATA)) for path in FILES}
