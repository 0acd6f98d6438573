"""Work grows with a file as the file does: counted are lines of Python that are run, so no clock takes part."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from bpflint.base.finding import Level
from bpflint.engine.lint import Engine
from bpflint.flow.domain.state import State
from bpflint.flow.walk import waiting_paths
from bpflint.flow.walk.waiting_paths import WaitingPaths
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


def lines_run(engine: Engine, path: Path, text: str, status: str = "ok") -> int:
    """How many lines of Python linting `text` takes, those of comprehensions for each of their rounds."""
    path.write_text(text)
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return note

    before = sys.gettrace()
    sys.settrace(note)
    try:
        report = engine.lint_file(str(path))
    finally:
        sys.settrace(before)
    assert report.status == status
    return count


def kinds() -> list[str]:
    text = (BENCHMARKS / "growth.py").read_text()
    return [line.split('"')[1] for line in text.splitlines() if line.startswith('    "') and '": ' in line]


def assert_linear(
    engine: Engine, tmp_path: Path, text: Callable[[int], str], size: int, times: int, status: str = "ok"
) -> None:
    """So many times the size take hardly more than so many times the work."""
    path = tmp_path / "a.bpf.c"
    few, many = (lines_run(engine, path, text(each), status) for each in (size, size * times))
    assert many < few * times * 1.2


@pytest.mark.parametrize("kind", kinds())
def test_work_grows_as_the_file_does(growth: Any, engine: Engine, tmp_path: Path, kind: str) -> None:
    def text(size: int) -> str:
        return str(growth.HEAD + growth.KINDS[kind](size))

    lines_run(engine, tmp_path / "a.bpf.c", text(1))  # what is loaded once
    assert_linear(engine, tmp_path, text, SOME, TIMES)


@pytest.mark.parametrize("kind", ["conditions", "gotos", "held"])
def test_so_does_it_where_more_is_little_at_first(growth: Any, engine: Engine, tmp_path: Path, kind: str) -> None:
    def text(size: int) -> str:
        return str(growth.HEAD + growth.KINDS[kind](size))

    assert_linear(engine, tmp_path, text, SOME * 2, 4)


@pytest.mark.parametrize(("kind", "name"), [("misspelt", "file_opne"), ("missing", "perhaps")])
def test_so_does_it_with_names_never_seen(growth: Any, engine: Engine, tmp_path: Path, kind: str, name: str) -> None:
    """Whatever a run asks of a name on one kernel it asks on the others, one after the other."""

    def text(size: int) -> str:
        return str(growth.HEAD + growth.KINDS[kind](size)).replace(name, f"{name}_{size}_")

    assert_linear(engine, tmp_path, text, SOME * 3, 4)


def test_so_does_it_where_nothing_is_understood(growth: Any, engine: Engine, tmp_path: Path) -> None:
    """Each mistake was looked for in each function."""

    def text(size: int) -> str:
        return str(growth.HEAD) + "".join(f"int f{at}(void)\n{{\n\treturn x{at};\n}}\n" for at in range(size))

    assert_linear(engine, tmp_path, text, SOME * 20, 4, "degraded")


def test_paths_that_wait_hold_little_together(
    growth: Any, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path waits at each branch of a long function, until those that come first in it go on first."""
    most = 0
    sees = WaitingPaths.are_crowded

    def crowded(self: WaitingPaths, paths: list[State]) -> bool:
        nonlocal most
        most = max(most, len(paths))
        return sees(self, paths)

    monkeypatch.setattr(WaitingPaths, "are_crowded", crowded)
    monkeypatch.setattr(waiting_paths, "ROOM", 5_000)
    path = tmp_path / "a.bpf.c"
    path.write_text(growth.HEAD + growth.KINDS["lookups"](SOME * 10).replace("if (p7)", ""))
    report = engine.lint_file(str(path))
    assert [finding.name for finding in report.findings if finding.level is not Level.NOTE] == ["unchecked-null"]
    assert not any(program.limit for program in report.programs)
    assert most < SOME * 7


def test_paths_forget_what_nobody_reads(
    growth: Any, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = 0
    sees = WaitingPaths.are_too_many

    def too_many(self: WaitingPaths, paths: list[State]) -> bool:
        nonlocal most
        most = max(most, *(len(path.memory) for path in paths))
        return sees(self, paths)

    monkeypatch.setattr(WaitingPaths, "are_too_many", too_many)
    path = tmp_path / "a.bpf.c"
    path.write_text(growth.HEAD + growth.KINDS["exchanges"](SOME * 10))
    assert engine.lint_file(str(path)).status == "ok"
    assert 0 < most < SOME * 2


def test_each_reference_that_a_test_loses_is_found(growth: Any, engine: Engine, tmp_path: Path) -> None:
    """Paths that lost others are not followed one by one: there are a million of them."""
    path = tmp_path / "a.bpf.c"
    lines = "".join(f"\tif (bpf_task_from_pid({number}))\n\t\tx += 1;\n" for number in range(20))
    path.write_text(growth.HEAD + growth.TASKS + growth.PROGRAM.replace("xdp", "syscall").format(lines))
    report = engine.lint_file(str(path))
    assert [finding.name for finding in report.findings].count("leaked-reference") == 20
    assert not any(program.cut_short for program in report.programs)


def test_few_ends_of_a_function_say_that_something_is_held(growth: Any, engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "a.bpf.c"
    path.write_text(growth.HEAD + growth.KINDS["leaks"](SOME * 2))
    found = [finding for finding in engine.lint_file(str(path)).findings if finding.name == "leaked-reference"]
    assert SOME < len(found) <= 1_000


@pytest.mark.parametrize("kind", ["calls", "sums", "variables", "addresses"])
def test_memory_grows_as_the_file_does(
    growth: Any, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(waiting_paths, "ROOM", 5_000)

    def most(size: int) -> int:
        path.write_text(growth.HEAD + growth.KINDS[kind](size))
        tracemalloc.start()
        try:
            engine.lint_file(str(path))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    path = tmp_path / "a.bpf.c"
    most(1)  # what is loaded once
    few, many = most(SOME * 10), most(SOME * 40)
    assert many < few * 4 * 1.2
