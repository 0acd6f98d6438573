"""Odd names, settings, files and limits of the system give one clear sentence, never a traceback."""

from __future__ import annotations

import errno
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from forked import bpflint

from bpflint.cli.main import main
from bpflint.policy.suppressions import find_suppressions
from bpflint.source.discovery import find_sources

PROGRAM = """\
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include "part.h"
SEC("tp_btf/task_newtask") int program(void *ctx) { return part(); }
char _license[] SEC("license") = "GPL";
"""
PART = """\
// {0}{0}{0}
static inline int part(void)
{{
	bpf_rcu_read_unlock(); // bpflint: disable=KF407 for a test
	return 0;
}}
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    Path("a.bpf.c").write_text("int x;\n")


def run(*arguments: str, stdin: str | Path = "", before: Callable[[], object] = int) -> CompletedProcess[str]:
    done = bpflint("--no-cache", *arguments, stdin=stdin, before=before)
    assert "Traceback" not in done.stderr and "mistake in bpflint" not in done.stderr, done.stderr
    return done


# ------------------------------------------------------------------------------------------------------ settings

KEYS = ("baseline", "vmlinux", "compile-commands", "kernel-profile", "kernel", "fail-on")
LISTS = ("rules", "include-dirs", "clang-args", "defines", "exclude", "files", "select", "ignore", "extend-select")


@pytest.mark.parametrize("value", ["a\0b", "a" * 70_000, "a" * 300, "a/" * 1900], ids=["nul", "huge", "long", "deep"])
@pytest.mark.parametrize("key", [*KEYS, *LISTS])
def test_settings_that_no_system_takes(key: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("bpflint.toml").write_text(f"{key} = {json.dumps([value] if key in LISTS else value)}\n")
    code = main(["--no-cache", "a.bpf.c"])
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert (code, said.count("\n")) == (2, 1) or (code, said) == (0, "")


def test_links_in_a_circle(capsys: pytest.CaptureFixture[str]) -> None:
    Path("one").symlink_to("two")
    Path("two").symlink_to("one")
    Path("bpflint.toml").write_text('baseline = "one"\n')
    assert main(["--no-cache", "a.bpf.c"]) == 2
    assert capsys.readouterr().err.startswith(f"bpflint: {Path.cwd()}/bpflint.toml:1: 'baseline' ")


@pytest.mark.parametrize("target", ["/etc/passwd/x", "here", "a" * 300, "none"], ids=["file", "circle", "long", "none"])
@pytest.mark.parametrize("name", ["x.h", "x.c", "x.bpf.c", "bpflint.toml", ".gitignore", "Makefile", "go.mod"])
def test_links_to_where_nobody_can_look(name: str, target: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(name).symlink_to(target if target != "here" else name)
    for path in (".", name):
        main(["--no-cache", path])
        assert "mistake in bpflint" not in capsys.readouterr().err


@pytest.mark.parametrize("name", [".git", "bpflint.toml", "pyproject.toml", "x.bpf.c", "sub", "compile_commands.json"])
def test_links_that_we_may_not_follow(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also for root, whom the system lets look everywhere."""
    real_stat = os.stat

    def refuse(path: str | Path | int, **options: bool) -> os.stat_result:
        if not isinstance(path, int) and Path(path).name == name and options.get("follow_symlinks", True):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real_stat(path, **options)

    if name == ".git":
        Path(name).rmdir()
    Path(name).symlink_to("none")
    monkeypatch.setattr(os, "stat", refuse)
    for path in (".", name):
        main(["--no-cache", path])
        assert "mistake in bpflint" not in capsys.readouterr().err


@pytest.mark.parametrize("text", ["tool = 1\n", "tool = []\n", "[tool]\nbpflint = 1\n", "\ufeff[tool.bpflint]\n"])
def test_other_things_in_pyproject(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("pyproject.toml").write_text(text, encoding="utf-8")
    main(["--no-cache", "a.bpf.c"])
    assert "Traceback" not in capsys.readouterr().err


def test_a_byte_order_mark_is_no_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bpflint.toml").write_text('\ufeffkernel = "6.6"\n', encoding="utf-8")
    assert main(["--no-cache", "a.bpf.c"]) == 0
    assert "for kernel 6.6" in capsys.readouterr().out


# ------------------------------------------------------------------------------------------------- names and files


def test_names_that_look_like_options() -> None:
    for name in ("-rf.bpf.c", "--baseline=x.bpf.c", "-ox.bpf.c"):
        Path(name).write_text("int x;\n")
    done = run(".")
    assert done.returncode == 0
    assert "No findings in 4 files" in done.stdout
    done = run("-rf.bpf.c", "--baseline=x.bpf.c", "-ox.bpf.c", "a.bpf.c")
    assert (done.returncode, done.stderr) == (0, "")
    assert "No findings in 4 files" in done.stdout
    assert not Path("x.bpf.c").exists()
    Path("@a.bpf.c").write_text("int x;\n")
    Path("a.bpf.c").write_text("#if 0\n--show-files\n#endif\n")
    assert "No findings in 2 files" in run("@a.bpf.c", "a.bpf.c").stdout
    done = run("--stdin-filename", "-x.bpf.c", "-", stdin="int x;\n")
    assert done.returncode == 0


def test_a_directory_that_cannot_be_read_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("locked").mkdir()
    real = os.scandir

    def scandir(path: str):  # type: ignore[no-untyped-def]
        if "locked" in str(path):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)  # whoever runs the tests may be allowed to read everything
    assert main(["--no-cache", "."]) == 2
    assert "bpflint: locked: this directory cannot be read: Permission denied" in capsys.readouterr().err
    assert main(["--no-cache", "locked"]) == 2
    assert main(["--no-cache", "--exclude", "locked", "."]) == 0


def test_directories_as_deep_as_a_system_allows() -> None:
    top = Path.cwd()
    Path("d/" * 700).mkdir(parents=True)
    os.chdir("d/" * 700)
    Path("d/" * 700).mkdir(parents=True)
    os.chdir(top)
    try:
        assert [each.path for each in find_sources(".") if each.taken] == ["a.bpf.c"]
    finally:
        subprocess.run(["rm", "-rf", "d"], check=True)  # which pytest cannot


def test_a_name_that_is_too_long() -> None:
    done = run("a" * 5000)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


# -------------------------------------------------------------------------------------------------- what is read


BLANKS = ["\f", "\v", "\u2028", "\x85", "\x1c"]


@pytest.mark.parametrize("blank", BLANKS)
def test_no_character_but_a_newline_begins_a_line(blank: str) -> None:
    assert find_suppressions(PART.format(blank))[0].first_line == 4


def test_nor_does_it_in_a_header(capsys: pytest.CaptureFixture[str]) -> None:
    Path("part.h").write_text(PART.format("".join(BLANKS)), encoding="utf-8")
    Path("a.bpf.c").write_text(PROGRAM)
    main(["--format", "json", "a.bpf.c"])
    report = json.loads(capsys.readouterr().out)
    assert [each for each in report["findings"] if each["path"] == "part.h"] == []
    assert report["silenced"]["comments"] == 1


def test_a_chain_of_types_without_end() -> None:
    plain = "".join(f"typedef t{number} t{number + 1};\n" for number in range(5000))
    pointers = plain.replace(" t", " *t").replace("typedef *", "typedef ")
    for text in (plain, pointers):
        Path("a.bpf.c").write_text(
            f'typedef int t0;\n{text}\n__attribute__((section("xdp"))) int f(t5000 *x) {{ t5000 y = 0; return !y; }}\n'
        )
        assert run("a.bpf.c").returncode in (0, 2)


def close_input() -> None:
    os.close(0)
    sys.stdin = None  # as Python has it then


def test_closed_standard_input() -> None:
    done = run("-", before=close_input)
    assert (done.returncode, done.stderr) == (2, "bpflint: standard input is closed\n")


def test_endless_standard_input() -> None:
    assert "standard input is larger than 16 MiB" in run("-", stdin=Path("/dev/zero")).stderr


@pytest.mark.parametrize("files", [6, 8, 10, 16])
def test_few_files_may_be_open(files: int) -> None:
    def limit() -> None:
        os.closerange(3, 256)
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))

    done = run("a.bpf.c", before=limit)
    assert done.returncode in (0, 2)
    assert done.returncode == 0 or done.stderr.count("\n") == 1


# --------------------------------------------------------------------------------------- where and when we are run


@pytest.mark.parametrize("command", [["."], ["compat", "."], ["--show-files", "."]])
def test_a_working_directory_that_is_gone(command: list[str], tmp_path: Path) -> None:
    def leave() -> None:
        gone = tmp_path / "gone"
        gone.mkdir()
        os.chdir(gone)
        gone.rmdir()

    done = bpflint(*command, before=leave)
    assert (done.returncode, done.stderr) == (2, "bpflint: the working directory is no longer there\n")


@pytest.mark.parametrize("date", ["", "abc", "-1", "9" * 20, "9" * 9_000, "²", "253402300799"])
def test_a_date_of_builds_that_is_none(date: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", date)
    for command in (["a.bpf.c"], ["compat", "--format", "html", "a.bpf.c"]):
        alone = [sys.executable, "-m", "bpflint", *command]  # clang reads the environment itself
        done = subprocess.run(alone, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
