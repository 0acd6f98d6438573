"""Work grows with a file as the file does: counted are calls of Python functions, so no clock takes part."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from bpflint.engine.lint import Engine
from bpflint.policy.settings import Settings

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
SOME = 30
TIMES = 4


@pytest.fixture(scope="module")
def growth() -> Any:
    """The generated files of `benchmarks/growth.py`."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        import growth
    finally:
        sys.path.remove(str(BENCHMARKS))
    return growth


@pytest.fixture(scope="module")
def engine() -> Engine:
    engine = Engine(Settings(cache=False))
    _ = engine.judge, engine.facts
    return engine


def calls(engine: Engine, path: Path, text: str) -> int:
    """How many calls of functions linting `text` takes."""
    path.write_text(text)
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        report = engine.lint_file(str(path))
    finally:
        sys.setprofile(before)
    assert report.status == "ok"
    return count


def kinds() -> list[str]:
    text = (BENCHMARKS / "growth.py").read_text()
    return [line.split('"')[1] for line in text.splitlines() if line.startswith('    "') and '": ' in line]


@pytest.mark.parametrize("kind", kinds())
def test_work_grows_as_the_file_does(growth: Any, engine: Engine, tmp_path: Path, kind: str) -> None:
    def text(size: int) -> str:
        return str(growth.HEAD + growth.KINDS[kind](size))

    path = tmp_path / "a.bpf.c"
    calls(engine, path, text(1))  # what is loaded once
    few, many = (calls(engine, path, text(size)) for size in (SOME, SOME * TIMES))
    assert many < few * TIMES * 1.2
