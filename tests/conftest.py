"""What holds for every test."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from loaded import load_everything
from one_file import SOURCE, Run

from bpflint.cli.main import main

# How fast examples are made says something about the machine, which other work may keep busy, and nothing about us.
settings.register_profile("bpflint", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("bpflint")

# What started the tests, `nohup` or a shell's `&`, may have it that these are ignored, which is inherited.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)


_STATM = Path("/proc/self/statm")
_MANY_PAGES = 100_000


def pytest_configure(config: pytest.Config) -> None:
    """Records are written whole, by one process that has run all of their tests."""
    if os.environ.get("UPDATE") and getattr(config.option, "numprocesses", None):
        raise pytest.UsageError("UPDATE=1 writes records: leave out -n")


@pytest.fixture(scope="session", autouse=True)
def everything_loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Once, here, instead of in each of the many processes that linting forks."""
    load_everything(tmp_path_factory.mktemp("loaded"))


@pytest.fixture(scope="session")
def memory_in_use() -> list[int]:
    """The pages that this process had when it last looked for cycles."""
    return [_pages()]


@pytest.fixture(autouse=True)
def cycles_end(memory_in_use: list[int]) -> Iterator[None]:
    """Python looks for cycles by their number; those of a linted file are few, and hold what clang has read."""
    yield
    if _pages() > memory_in_use[0] + _MANY_PAGES:
        gc.enable()
        gc.collect()
        memory_in_use[0] = _pages()


def _pages() -> int:
    return int(_STATM.read_text().split()[1]) if _STATM.exists() else 0


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs bpflint with arguments, and `BPFLINT_` variables, in a directory with `a.bpf.c`: code, output, errors."""
    monkeypatch.chdir(tmp_path)
    Path("a.bpf.c").write_text(SOURCE, encoding="utf-8")

    def runner(*arguments: str, **variables: str) -> tuple[int, str, str]:
        with monkeypatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(f"BPFLINT_{name}", value)
            code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return runner
