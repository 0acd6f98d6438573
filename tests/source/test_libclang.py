"""Where libclang is taken from, and the one sentence where there is none that loads."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from bpflint.cli.main import main
from bpflint.source import libclang, libclang_library

WHEEL = libclang_library.find_library()


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    libclang.load.cache_clear()
    yield
    libclang.load.cache_clear()


@pytest.fixture
def no_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine for which no wheel is made, and a directory that is searched as one of the system."""
    system = tmp_path / "llvm-20" / "lib"
    system.mkdir(parents=True)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(libclang_library, "_SYSTEM", (str(tmp_path / "llvm*" / "lib"),))
    monkeypatch.delenv("LIBCLANG_PATH", raising=False)
    return system


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    for name in ("one.bpf.c", "two.bpf.c"):
        Path(name).write_text('SEC("xdp") int one(void *ctx) { return 0; }\n', encoding="utf-8")
    return "one.bpf.c"


@pytest.mark.usefixtures("no_wheel")
@pytest.mark.parametrize("command", [[], ["doctor"], ["compat"], ["--fix"], ["--format", "sarif"]])
def test_one_sentence_where_there_is_none(command: list[str], source: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command, "--no-cache", source, "two.bpf.c"]) == 2
    said = capsys.readouterr()
    (line,) = said.err.splitlines()
    assert line.startswith("bpflint: libclang cannot be loaded (its wheel brings none for ")
    assert "install that of your system" in line and "LIBCLANG_PATH" in line
    assert said.out == ""


@pytest.mark.usefixtures("no_wheel")
def test_the_place_that_the_environment_names_is_told(
    source: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LIBCLANG_PATH", "nowhere")
    assert main(["--no-cache", source]) == 2
    assert "there is none in nowhere, which LIBCLANG_PATH names)" in capsys.readouterr().err


def test_one_sentence_for_what_is_no_library(no_wheel: Path, source: str, capsys: pytest.CaptureFixture[str]) -> None:
    (no_wheel / "libclang.so.1").write_text("of another machine", encoding="utf-8")
    assert main(["--no-cache", source]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("bpflint: libclang cannot be loaded (") and str(no_wheel) in line


def test_one_sentence_for_one_that_is_too_old(
    no_wheel: Path, source: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (no_wheel / "libclang.so").symlink_to(WHEEL)
    monkeypatch.setitem(libclang._FUNCTIONS, "clang_notYetThere", (None, ()))
    assert main(["--no-cache", source]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "too old, it lacks clang_notYetThere; version 17 or later is needed" in line


def test_that_of_the_system_serves(no_wheel: Path, source: str) -> None:
    (no_wheel / "libclang-20.so.1").symlink_to(WHEEL)
    assert main(["--no-cache", "--format", "concise", source]) in (0, 2)
    assert "clang version" in libclang.load().version


def test_the_newest_of_the_system(no_wheel: Path) -> None:
    older = no_wheel.parent.parent / "llvm-19" / "lib"
    older.mkdir(parents=True)
    for file in (older / "libclang-19.so.1", older / "libclang-cpp.so.19", no_wheel / "libclang.so"):
        file.touch()
    assert libclang_library.find_library() == str(no_wheel / "libclang.so")
    (older / "libclang-21.so.21").touch()
    assert libclang_library.find_library() == str(older / "libclang-21.so.21")


@pytest.mark.parametrize("named", ["", "libclang-18.so"])
def test_the_environment_names_one(named: str, no_wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (no_wheel / "libclang.so").touch()
    own = tmp_path / "own"
    own.mkdir()
    (own / "libclang-18.so").touch()
    monkeypatch.setenv("LIBCLANG_PATH", str(own / named) if named else str(own))
    assert libclang_library.find_library() == str(own / "libclang-18.so")
