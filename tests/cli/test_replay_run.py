"""A run in which nothing has changed is said again; after any change that matters, nothing old is said."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bpflint.base import cache, disk_trace, run_caches
from bpflint.cli.main import main
from bpflint.cli.replay_run import KeptRun, say_again, time_taken
from bpflint.report import text as text_report
from bpflint.report.outcome import Outcome

SOURCE = """
#include "own.h"
char license[] SEC("license") = "GPL";
SEC("tp_btf/task_newtask") int program(void *ctx) { return leak(); }
"""
OWN = """
#include "deeper.h"
#define SEC(name) __attribute__((section(name), used))
struct task_struct *bpf_task_from_pid(int pid) __attribute__((section(".ksyms")));
static int leak(void) { return bpf_task_from_pid(PID) != 0; }
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project whose files are old enough for their times to be believed."""
    monkeypatch.setenv(cache.ENVIRONMENT, str(tmp_path / "cache"))
    cache.forget()
    project = tmp_path / "project"
    for directory in (".git", "first", "second", "rules"):
        (project / directory).mkdir(parents=True)
    (project / "main.bpf.c").write_text(SOURCE)
    (project / "own.h").write_text(OWN)
    (project / "second" / "deeper.h").write_text("#define PID 1\n")
    (project / "bpflint.toml").write_text('include-dirs = ["first", "second"]\n')
    monkeypatch.chdir(project)
    wait_until_old(project)
    yield project
    cache.forget()
    disk_trace.stop()


def wait_until_old(project: Path) -> None:
    newest = max(path.stat().st_ctime_ns for path in project.rglob("*"))
    while time.time_ns() - newest < 200_000_000:
        time.sleep(0.05)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """A run of this process, as `bpflint` would do it."""
    run_caches.forget()
    monkeypatch.setattr(sys, "argv", ["bpflint", *arguments])
    return main()


def test_the_same_is_said_again(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert say_again(["."]) is None
    assert run(monkeypatch, ".") == 1
    first = capfd.readouterr()
    assert "KF403" in first.out
    assert say_again(["."]) == 1
    again = capfd.readouterr()
    assert again.out.rpartition(" in ")[0] == first.out.rpartition(" in ")[0]
    assert re.fullmatch(r"\d+\.\d s\.\n", again.out.rpartition(" in ")[2])
    assert again.err == first.err
    assert project.name == "project"


def test_the_time_is_told_as_the_report_tells_it() -> None:
    outcome = Outcome(seconds=1.25)
    assert time_taken(1.25) in text_report.plain(text_report.render_summary(outcome, statistics=False))


CHANGES: dict[str, Callable[[Path], object]] = {
    "the source": lambda project: (project / "main.bpf.c").write_text(SOURCE + "\n"),
    "a header": lambda project: (project / "own.h").write_text(OWN + "\n"),
    "a header of a header": lambda project: (project / "second" / "deeper.h").write_text("#define PID 2\n"),
    "a header that is found first": lambda project: (project / "first" / "deeper.h").write_text("#define PID 2\n"),
    "a header that is gone": lambda project: (project / "own.h").unlink(),
    "settings": lambda project: (project / "bpflint.toml").write_text('ignore = ["KF403"]\n'),
    "settings that are new": lambda project: (project / ".bpflint.toml").write_text('ignore = ["KF403"]\n'),
    "another source": lambda project: (project / "other.bpf.c").write_text(SOURCE),
    "types of the kernel": lambda project: (project / "vmlinux.h").write_text("struct task_struct { int x; };\n"),
    "a compilation database": lambda project: (project / "compile_commands.json").write_text("[]"),
    "a makefile": lambda project: (project / "Makefile").write_text("CFLAGS = -DPID=3\n"),
    "a header that moved": lambda project: (project / "own.h").rename(project / "first" / "own.h"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_nothing_old_is_said(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], change: str
) -> None:
    run(monkeypatch, ".")
    assert say_again(["."]) is not None
    capfd.readouterr()
    CHANGES[change](project)
    assert say_again(["."]) is None
    assert capfd.readouterr() == ("", "")


def test_what_does_not_matter_changes_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, ".")
    (project / ".git" / "index").write_text("text")
    (project.parent / "beside.h").write_text("text")
    monkeypatch.setenv("OLDPWD", "elsewhere")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "@1764400000 +0000")
    assert say_again(["."]) == 1
    assert "KF403" in capfd.readouterr().out


@pytest.mark.parametrize("other", ["arguments", "environment", "directory"])
def test_another_run_is_another(project: Path, monkeypatch: pytest.MonkeyPatch, other: str) -> None:
    run(monkeypatch, ".")
    if other == "environment":
        monkeypatch.setenv("CPATH", str(project / "first"))
    elif other == "directory":
        monkeypatch.chdir(project / "second")
    assert say_again([".", "-q"] if other == "arguments" else ["."]) is None


@pytest.mark.parametrize(
    "arguments",
    [
        ["--no-cache", "."],
        ["--statistics", "."],
        ["--fix", "."],
        ["--diff", "."],
        ["--write-baseline", "baseline.json", "."],
        ["--show-files", "."],
        ["absent.bpf.c", "."],
        ["@list"],
    ],
)
def test_runs_that_do_more_than_report_are_not_kept(
    project: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    (project / "list").write_text(".\n")
    run(monkeypatch, *arguments)
    assert say_again(arguments) is None


def test_standard_input_is_not_kept(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SOURCE.encode())))
    run(monkeypatch, "-")
    assert say_again(["-"]) is None
    assert project.is_dir()


def test_a_source_of_this_moment_is_not_kept(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "main.bpf.c").write_text(SOURCE)
    run(monkeypatch, "main.bpf.c")
    assert say_again(["main.bpf.c"]) is None


def test_a_source_that_changes_while_it_is_linted(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep = KeptRun.to_bytes

    def late(self: KeptRun) -> bytes | None:
        (project / "own.h").write_text(OWN.replace("PID", "7"))
        return keep(self)

    monkeypatch.setattr(KeptRun, "to_bytes", late)
    run(monkeypatch, ".")
    assert say_again(["."]) is None


def test_reports_stand_as_they_were_written(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--format", "sarif", "-o", "out.sarif", "--output-format", "json:second/out.json", "main.bpf.c"]
    run(monkeypatch, *arguments)
    first = capfd.readouterr()
    os.utime(project / "out.sarif", (1, 1))
    assert say_again(arguments) == 1
    assert capfd.readouterr().err.rpartition(" in ")[0] == first.err.rpartition(" in ")[0]
    assert (project / "out.sarif").stat().st_mtime > 1, "who builds with it sees that it is up to date"
    (project / "second" / "out.json").write_text("{}")
    assert say_again(arguments) is None
    (project / "second" / "out.json").unlink()
    assert say_again(arguments) is None


def test_a_report_that_became_a_link_is_not_followed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = ["--format", "sarif", "-o", "out.sarif", "main.bpf.c"]
    run(monkeypatch, *arguments)
    (project / "out.sarif").rename(project / "elsewhere")
    (project / "out.sarif").symlink_to("elsewhere")
    assert say_again(arguments) is None


def test_a_damaged_one_is_not_believed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch, ".")
    assert say_again(["."]) == 1
    (kept,) = (path for path in (project.parent / "cache" / "reports").iterdir() if KeptRun.of_bytes(path.read_bytes()))
    data = kept.read_bytes()
    for damaged in (b"", data[:-1], data[:30], data.replace(b"KF403", b"KF401"), data[:40] + b"bpflint run 0"):
        kept.write_bytes(damaged)
        assert say_again(["."]) is None


@pytest.mark.parametrize("odd", ["fifo", "sparse", "zero"])
def test_nor_is_one_that_never_ends(project: Path, monkeypatch: pytest.MonkeyPatch, odd: str) -> None:
    run(monkeypatch, ".")
    (kept,) = (path for path in (project.parent / "cache" / "reports").iterdir() if KeptRun.of_bytes(path.read_bytes()))
    if odd == "sparse":
        os.truncate(kept, 1 << 40)
    else:
        kept.unlink()
        os.mkfifo(kept) if odd == "fifo" else kept.symlink_to("/dev/zero")
    assert say_again(["."]) is None


def test_a_cache_that_others_may_write_is_not_read(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch, ".")
    (project.parent / "cache" / "reports").chmod(0o777)
    cache.forget()
    assert say_again(["."]) is None
    assert project.is_dir()


def test_kept_text_is_not_given_to_who_obeys_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger's repository may hold the cache, and so what `##[command]` stands in."""
    monkeypatch.setenv("TF_BUILD", "True")
    run(monkeypatch, ".")
    assert say_again(["."]) is None
    assert project.is_dir()


def test_nothing_large_is_loaded_for_it(project: Path) -> None:
    """What it imports decides how long it takes."""
    command = [sys.executable, "-X", "importtime", "-m", "bpflint", "main.bpf.c"]
    for _ in range(2):
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
        assert done.returncode == 1, done.stderr
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert {name for name in imported if name.partition(".")[0] in ("bpflint", "click", "json", "pathlib", "re")} == {
        "bpflint",
        "bpflint.base",
        "bpflint.base.cache_place",
        "bpflint.base.digests",
        "bpflint.base.disk_trace",
        "bpflint.base.services",
        "bpflint.cli",
        "bpflint.cli.replay_run",
    }


def test_a_terminal_that_lacks_letters_gets_them_escaped(project: Path) -> None:
    (project / "main.bpf.c").write_text(SOURCE.replace("return leak();", "return leak(); /* \u00e9 */"))
    wait_until_old(project)
    said = [
        subprocess.run(
            [sys.executable, "-m", "bpflint", "main.bpf.c"],
            cwd=project,
            env={**os.environ, "PYTHONIOENCODING": "ascii"},
            capture_output=True,
            check=False,
        )
        for _ in range(2)
    ]
    assert [each.returncode for each in said] == [1, 1], said[1].stderr
    assert all(b"\\xe9" in each.stdout for each in said)


@pytest.mark.parametrize(("target", "code", "said"), [("/dev/full", 2, "No space left"), ("/dev/null", 1, "")])
def test_an_output_that_cannot_be_written(project: Path, target: str, code: int, said: str) -> None:
    for _ in range(2):
        with Path(target).open("w") as output:
            done = subprocess.run(
                [sys.executable, "-m", "bpflint", "main.bpf.c"],
                cwd=project,
                stdout=output,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        assert done.returncode == code
        assert said in done.stderr
