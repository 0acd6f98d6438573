"""Modules and libraries that lie in a repository are never loaded, whatever they are called."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest

import bpflint
from bpflint.lsp.analysis_process import AnalysisProcess
from bpflint.source.libclang_library import find_library, load_library

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


def test_no_library_of_the_working_directory_is_loaded(repository: Path) -> None:
    """The wheel's libclang searches the working directory for these; what is no library there fails to load."""
    for name in ("libdl.so.2", "librt.so.1", "libpthread.so.0", "libm.so.6", "libz.so.1"):
        (repository / name).write_text("no library " * 100)
    done = subprocess.run(
        [sys.executable, "-m", "bpflint", "odd.bpf.c"],
        cwd=repository,
        env=not_from(repository),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr


def test_libclang_is_loaded_where_there_is_no_way_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "open", Mock(side_effect=PermissionError))
    assert load_library(find_library())
    assert Path.cwd() == tmp_path
