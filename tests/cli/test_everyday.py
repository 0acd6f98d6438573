"""What people type every day: only new lines, silence for today, less output, other words for the same."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from one_file import SOURCE, Run

from bpflint import __version__
from bpflint.base.errors import BpflintError
from bpflint.base.finding import FileReport, Finding, Level, Step
from bpflint.base.span import Span
from bpflint.cli.changed_lines import ChangedLines


def git(*arguments: str) -> None:
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], check=True, capture_output=True)


def commit() -> None:
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "all")


def test_check_and_help_are_other_words(run: Run) -> None:
    assert run("check", "--format", "concise", "a.bpf.c")[:2] == run("--format", "concise", "a.bpf.c")[:2]
    assert run("help")[1] == run("--help")[1]
    assert run("help", "compat")[1] == run("compat", "--help")[1]
    assert run("-V")[1] == f"bpflint {__version__}\n"


@pytest.mark.parametrize("arguments", [("--help",), ("kernel", "--help")])
def test_no_summary_of_a_command_is_cut_off(run: Run, arguments: tuple[str, ...]) -> None:
    """Each is a line of its own."""
    _, shown, _ = run(*arguments)
    listed = shown.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert listed
    assert all(re.match(r"  \w+ +[A-Z]", line) for line in listed)
    assert not any(re.search(r"\w\.\.\.", line) for line in listed)


def test_quiet_leaves_out_the_summary(run: Run) -> None:
    code, out, _ = run("-q", "a.bpf.c")
    assert code == 0 and "note[KF101]" in out and "Found" not in out
    assert "Found" in run("a.bpf.c")[1]


def test_exclude(run: Run) -> None:
    Path("vendor").mkdir()
    Path("vendor/b.bpf.c").write_text(SOURCE, encoding="utf-8")
    assert "vendor" in run("--format", "concise", ".")[1]
    assert "vendor" not in run("--format", "concise", "--exclude", "vendor", ".")[1]


def test_severity_of_the_settings(run: Run) -> None:
    Path("bpflint.toml").write_text('[severity]\nKF1 = "warning"\nKF101 = "error"\n', encoding="utf-8")
    code, out, _ = run("--format", "concise", "a.bpf.c")
    assert "error[KF101]" in out and code == 1
    Path("fatal.toml").write_text('[severity]\nKF101 = "fatal"\n', encoding="utf-8")
    assert run("--config", "fatal.toml", "a.bpf.c")[0] == 2


def test_add_ignore_silences_today(run: Run) -> None:
    code, _, err = run("--add-ignore", "a.bpf.c")
    assert code == 0 and "silenced" in err
    assert "/* bpflint: disable=KF101 */" in Path("a.bpf.c").read_text(encoding="utf-8")
    code, out, _ = run("--format", "concise", "a.bpf.c")
    assert code == 0 and "KF101" not in out and "BP601" not in out


def test_since_reports_new_lines_only(run: Run) -> None:
    commit()
    assert run("-q", "--since", "HEAD", "a.bpf.c")[:2] == (0, "")
    Path("a.bpf.c").write_text("\n\n" + SOURCE, encoding="utf-8")
    assert run("-q", "--since", "HEAD", "a.bpf.c")[:2] == (0, ""), "lines that moved are not new"
    Path("a.bpf.c").write_text(SOURCE.replace("return bpf", "return 1 + bpf"), encoding="utf-8")
    Path("b.bpf.c").write_text(SOURCE, encoding="utf-8")
    _, out, _ = run("--format", "concise", "--since", "HEAD", "b.bpf.c")
    assert "KF101" in out, "a file that the revision does not have is new"


@pytest.mark.parametrize("revision", ["nothing", "--help", "-q", "HEAD:a.bpf.c", "$(touch x)"])
def test_since_tells_of_revisions_that_are_none(run: Run, revision: str) -> None:
    commit()
    code, _, err = run(f"--since={revision}", "a.bpf.c")
    assert code == 2 and "no such git revision" in err


def test_since_outside_a_repository(run: Run) -> None:
    assert "no such git revision" in run("--since", "HEAD", "a.bpf.c")[2]


def test_since_runs_nothing_of_the_repository(run: Run) -> None:
    commit()
    Path("evil.sh").write_text("#!/bin/sh\ntouch pwned\ncat\n", encoding="utf-8")
    Path("evil.sh").chmod(0o755)
    Path(".gitattributes").write_text("* filter=evil diff=evil\n", encoding="utf-8")
    evil = str(Path("evil.sh").absolute())
    for key in ("filter.evil.clean", "filter.evil.smudge", "diff.evil.textconv", "diff.evil.command", "diff.external"):
        git("config", key, evil)
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand"):
        git("config", key, evil)
    Path("a.bpf.c").write_text("int new;\n" + SOURCE, encoding="utf-8")
    assert run("-q", "--since", "HEAD", "a.bpf.c")[0] == 0
    assert not Path("pwned").exists()


def test_a_step_on_a_new_line_counts(run: Run) -> None:
    commit()
    lines = SOURCE.splitlines(keepends=True)
    Path("a.bpf.c").write_text("".join([*lines[:4], "/* new */\n", *lines[4:]]), encoding="utf-8")
    old, new = Span("a.bpf.c", 7, 1, 7, 2), Span("a.bpf.c", 5, 1, 5, 2)
    told = Finding("KF403", "leaked-reference", Level.ERROR, old, "leaks", steps=(Step(new, "taken here"),))
    untouched = Finding("KF403", "leaked-reference", Level.ERROR, old, "leaks")
    assert run("--version")[0] == 0
    changed = ChangedLines("HEAD")
    assert changed.only(FileReport("a.bpf.c", findings=[told, untouched])).findings == [told]
    with pytest.raises(BpflintError):
        ChangedLines("gone").check(["a.bpf.c"])
