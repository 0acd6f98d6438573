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


def test_add_ignore_counts_what_was_given(run: Run) -> None:
    """A header that was not given is left alone, and its findings are no comments that could not stand."""
    lines = SOURCE.splitlines(keepends=True)
    Path("own.h").write_text(lines[1], encoding="utf-8")
    Path("b.bpf.c").write_text("".join([lines[0], '#include "own.h"\n', *lines[2:]]), encoding="utf-8")
    header = Path("own.h").read_bytes()
    code, _, err = run("--add-ignore", "b.bpf.c")
    assert (code, err) == (0, "bpflint: silenced 0 findings, left 1 in files that were not given\n")
    assert Path("own.h").read_bytes() == header
    multi = lines[1].replace("(void)", "(void) /* begins here\n and ends here */")
    Path("c.bpf.c").write_text("".join([lines[0], multi, *lines[2:]]), encoding="utf-8")
    Path("link.bpf.c").symlink_to("a.bpf.c")
    _, _, err = run("--add-ignore", "c.bpf.c", "link.bpf.c", "b.bpf.c")
    assert (
        "left 1 where no comment can stand, left 1 in links and standard input, left 1 in files that were not given"
        in err
    )


def test_add_ignore_silences_today(run: Run) -> None:
    code, _, err = run("--add-ignore", "a.bpf.c")
    assert code == 0 and "silenced" in err
    assert "/* bpflint: disable=KF101 */" in Path("a.bpf.c").read_text(encoding="utf-8")
    code, out, _ = run("--format", "concise", "a.bpf.c")
    assert code == 0 and "KF101" not in out and "BP601" not in out
