"""What people type every day: silence for today, less output, other words for the same."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import sys
import time
from pathlib import Path

import pytest
from one_file import SOURCE, Run

from bpflint import __version__
from bpflint.cli import other_tools
from bpflint.cli.commands import COMMANDS
from bpflint.cli.compiler_line import own_options
from bpflint.cli.lint import lint_command
from bpflint.cli.options import OneOf


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


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["--output-format", "concise"], "without a file it is --format concise"),
        (["--output-format", "full"], "without a file it is --format text"),
        (["--output-format", "sarif=x.sarif"], "did you mean 'sarif:x.sarif'?"),
        (["--output-format", "xml:x.xml"], "is not FORMAT:FILE with one of "),
        (["--format", "xml"], "github, concise, gitlab, junit, rdjson (try"),
        (["--format", "checkstyle"], "github, concise, gitlab, junit, rdjson (try"),
        (["--output-format", "json:-"], "without a file it is --format json"),
        (["--output-format", "nothing:x"], "is not FORMAT:FILE with one of text, json, sarif"),
        (["--format", "gcc"], "did you mean 'concise'?"),
        (["--format", "JSON"], "did you mean 'json'?"),
        (["--fail-on", "none"], "did you mean 'never'?"),
        (["--fail-on", "info"], "did you mean 'note'?"),
        (["--color", "no"], "did you mean 'never'?"),
        (["--loader", "cilium"], "did you mean 'ebpf-go'?"),
        (["--disable=KF101"], "no such option '--disable'; did you mean '--ignore'?"),
        (["-f", "gcc"], "no such option '-f'; did you mean '--format'?"),
        (["-e", "KF101"], "no such option '-e'; did you mean '--ignore'?"),
        (["-checks=*"], "no such option '-checks'; did you mean '--select'?"),
        (["-header-filter=.*"], "no such option '-header-filter'; did you mean '--exclude'?"),
        (["--extra-arg=-DX"], "did you mean '-- CLANG_ARGS'?"),
        (["--list-checks"], "did you mean 'bpflint rules'?"),
        (["--unsafe-fixes"], "did you mean '--fix'?"),
        (["--json"], "did you mean '--format json'?"),
        (["lint"], "lint: no such file or command; did you mean 'bpflint check'?"),
        (["help", "rule"], "rule: no such command; did you mean 'bpflint explain'?"),
        (["rules", "--output-format", "json"], "no such option '--output-format'; did you mean '--format'?"),
        (["compat", "--format", "htm"], "did you mean 'html'?"),
        (["rules", "--fix-only"], "no such option '--fix-only' (try"),
    ],
)
def test_words_of_other_tools_lead_to_ours(run: Run, arguments: list[str], meant: str) -> None:
    code, _, err = run(*arguments, "a.bpf.c")
    assert code == 2 and meant in err


def test_a_dash_is_standard_output(run: Run) -> None:
    _, out, _ = run("--format", "json", "-o", "-", "a.bpf.c")
    assert '"version": 1' in out and not Path("-").exists()
    assert run("rules", "KF101", "-o", "-")[1].startswith("KF101")


def test_p_takes_the_database_or_its_directory(run: Run) -> None:
    entry = {"directory": str(Path.cwd()), "file": "a.bpf.c", "command": "clang -target bpf -DMARK -c a.bpf.c"}
    Path("out").mkdir()
    Path("out/compile_commands.json").write_text(json.dumps([entry]), encoding="utf-8")
    for given in ("out", "out/compile_commands.json"):
        assert "from out/compile_commands.json" in run("doctor", "-p", given, "a.bpf.c")[1]


def test_a_file_of_the_name_is_a_file(run: Run) -> None:
    Path("lint").mkdir()
    Path("lint/a.bpf.c").write_text(SOURCE, encoding="utf-8")
    assert "lint/a.bpf.c:2:1" in run("--format", "concise", "lint")[1]


def test_what_is_proposed_is_there() -> None:
    own = {*own_options(lint_command)}
    for word, ours in other_tools.OPTIONS.items():
        first, _, rest = ours.partition(" ")
        assert first in {"--", "BPFLINT_CACHE_DIR", *own} or (first == "bpflint" and rest in COMMANDS), word
        assert word == "output-format" or not {f"-{word}", f"--{word}"} & {*own}, word
    for word, ours in other_tools.COMMANDS.items():
        assert ours in own or ours in COMMANDS or ours == "check", word
        assert word not in COMMANDS, word
    choices = {
        choice
        for command in (lint_command, *COMMANDS.values())
        for parameter in command.params
        if isinstance(parameter.type, OneOf)
        for choice in parameter.type.choices
    }
    assert set(other_tools.VALUES.values()) <= choices
    assert not choices & set(other_tools.VALUES)


@pytest.mark.parametrize("key", [b"\x03", b"\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_the_language_server_in_a_terminal_says_whose_it_is(key: bytes) -> None:
    pytest.importorskip("pygls")
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(sys.executable, [sys.executable, "-m", "bpflint", "lsp"])
    try:
        said = b""
        while b"Ctrl-C ends it" not in said:
            assert select.select([terminal], [], [], 60)[0], said
            said += os.read(terminal, 4096)
        assert b"an editor talks to this command" in said
        for _ in range(60):  # it may not be reading yet
            os.write(terminal, key)
            time.sleep(0.5)
            if os.waitpid(pid, os.WNOHANG)[0] == pid:
                pid = 0
                break
        assert pid == 0
    finally:
        os.close(terminal)
        if pid:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
