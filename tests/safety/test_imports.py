"""Modules that lie in a repository are never imported, whatever they are called."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

import bpflint
from bpflint.lsp.analysis_process import AnalysisProcess

SHADOWED = ("yaml", "clang", "json", "click", "concurrent", "pycparser", "sarif_om", "pygls", "lsprotocol", "attrs")
SOURCE = Path(__file__).parents[2] / "testdata/leaked-reference/bad_after_odd_loops.bpf.c"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Its modules have the names of what bpflint imports, and leave a file behind when they are."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "odd.bpf.c").write_bytes(SOURCE.read_bytes())
    for name in SHADOWED:
        (tmp_path / f"{name}.py").write_text(
            f"open({str(tmp_path / 'imported')!r}, 'a').write({name!r})\nraise OSError\n"
        )
    return tmp_path


def not_from(directory: Path) -> dict[str, str]:
    """The environment in which this checkout is found wherever a process begins."""
    found = str(Path(bpflint.__file__).parents[1])
    assert not directory.is_relative_to(found)
    return {**os.environ, "PYTHONPATH": found}


def test_the_process_of_the_language_server_imports_none(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    monkeypatch.setenv("PYTHONPATH", not_from(repository)["PYTHONPATH"])

    async def answer() -> dict[str, object]:
        process = AnalysisProcess()
        try:
            return await process.ask(str(repository / "odd.bpf.c"), SOURCE.read_text(), {})
        finally:
            await process.stop()

    assert asyncio.run(answer())["findings"]
    assert not (repository / "imported").exists()


@pytest.mark.parametrize("arguments", [["odd.bpf.c"], ["--version"], ["rules"]])
def test_running_the_module_imports_none(repository: Path, arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bpflint", *arguments],
        cwd=repository,
        env=not_from(repository),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout
    assert not (repository / "imported").exists(), done.stderr
