"""What people type every day: silence for today, less output, other words for the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from one_file import SOURCE, Run

from bpflint import __version__


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
