"""Completion, as shells ask for it."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bpflint.cli.main import main

ROOT = Path(__file__).parents[2]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """One in which `bpflint` is a command."""
    command = tmp_path / "bin" / "bpflint"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m bpflint "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return {**os.environ, "PATH": f"{command.parent}:{os.environ['PATH']}"}


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["com"], {"compat"}),
        (["--since", "main", "--ba"], {"--baseline"}),
        (["a.bpf.c", "--write"], {"--write-baseline"}),
        (["compat", "--link"], {"--link-base"}),
        (["--format", "s"], {"sarif"}),
        (["help", "exp"], {"explain"}),
        (["check", "--add"], {"--add-ignore"}),
        (["--format", "=", "gith"], {"github"}),
        (["compat", "--format", "="], {"text", "json", "html", "markdown"}),
        (["--color", "=", "never", "--format", "=", "conc"], {"concise"}),
        (["explain", "KF41"], {f"KF41{digit}" for digit in range(8)}),
        (["explain", "call-o"], {"call-order"}),
        (["--select", "KF401,kf30"], {f"KF401,KF30{digit}" for digit in range(1, 8)}),
        (["kfunc", "bpf_wq_s"], {"bpf_wq_set_callback", "bpf_wq_set_callback_impl", "bpf_wq_start"}),
        (["kfunc", "--family", "workq"], {"workqueue"}),
        (["kfunc", "--program-type", "sched_ext_ops.enq"], {"sched_ext_ops.enqueue"}),
        (["helper", "bpf_ringbuf_res"], {"bpf_ringbuf_reserve", "bpf_ringbuf_reserve_dynptr"}),
        (["--kernel", "6.6,l"], {"6.6,latest", "6.6,lts"}),
        (["--arch", "ris"], {"riscv64", "riscv"}),
        (["cc", "--sel"], {"--select"}),
        (["cc", "--kernel", "6.6,l"], {"6.6,latest", "6.6,lts"}),
        (["cc", "--", "clang", "--sel"], set()),
        (["a.bpf.c", "--", "--sel"], set()),
    ],
)
def test_bash(environment: dict[str, str], typed: list[str], offered: set[str]) -> None:
    words = " ".join(f"'{word}'" for word in ["bpflint", *typed])
    script = (
        'eval "$(bpflint --completion bash)"; compopt() { :; }; '
        f"COMP_WORDS=({words}); COMP_CWORD={len(typed)}; _bpflint_completion bpflint; "
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == offered, done.stderr


def test_bash_as_somebody_types(environment: dict[str, str], tmp_path: Path) -> None:
    """Files too, of which only an interactive shell knows."""
    (tmp_path / "sources").mkdir()
    keys = "bpflint sour\t\x01echo \rbpflint compat --format=ma\tsour\t\x01echo \rbpflint doctor sour\t\x01echo \r"
    done = subprocess.run(
        ["bash", "--norc", "-i"],
        input=f'eval "$(bpflint --completion bash)"\n{keys}exit\n',
        env={**environment, "PS1": "", "TERM": "dumb", "INPUTRC": "/dev/null"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == [
        "bpflint sources/",
        "bpflint compat --format=markdown sources/",
        "bpflint doctor sources/",
    ]


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed")
@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ("bpflint compa", "bpflint compat "),
        ("bpflint --write-b", "bpflint --write-baseline "),
        ("bpflint --format=sar", "bpflint --format=sarif "),
        ("bpflint doctor sour", "bpflint doctor sources/"),
        ("bpflint --config=sour", "bpflint --config=sources/"),
        ("bpflint explain call-o", "bpflint explain call-order "),
    ],
)
def test_zsh_as_somebody_types(environment: dict[str, str], tmp_path: Path, typed: str, becomes: str) -> None:
    """An interactive shell on a terminal of its own; Ctrl-T adds what the line has become to what is written down."""
    (tmp_path / "sources").mkdir()
    (tmp_path / ".zshrc").write_text(
        "PS1='ready> '; autoload -U compinit; compinit -u -D\n"
        'eval "$(bpflint --completion zsh)"\n'
        f'note() {{ print -r -- "$BUFFER" >> {tmp_path}/lines; zle kill-whole-line }}\n'
        "zle -N note; bindkey '^T' note\n"
        f"touch {tmp_path}/ready\n",
        encoding="utf-8",
    )
    ours, theirs = pty.openpty()
    environment = {**environment, "ZDOTDIR": str(tmp_path), "TERM": "dumb"}
    shell = subprocess.Popen(
        ["zsh", "-i"], stdin=theirs, stdout=theirs, stderr=theirs, env=environment, cwd=tmp_path, start_new_session=True
    )
    os.close(theirs)
    try:
        _until((tmp_path / "ready").exists, ours)
        os.write(ours, typed.encode() + b"\t")
        deadline = time.monotonic() + 60
        lines = tmp_path / "lines"
        lines.touch()
        while time.monotonic() < deadline and becomes not in lines.read_text(encoding="utf-8").splitlines():
            _read(ours, 1.0)
            os.write(ours, b"\x14" if not lines.stat().st_size else typed.encode() + b"\t\x14")
        assert becomes in lines.read_text(encoding="utf-8").splitlines()
    finally:
        shell.kill()
        shell.wait()
        os.close(ours)


def _until(done: Callable[[], bool], terminal: int) -> None:
    deadline = time.monotonic() + 60
    while not done():
        assert time.monotonic() < deadline
        _read(terminal, 0.1)


def _read(terminal: int, seconds: float) -> None:
    """Take what the shell prints, so that it does not wait."""
    if select.select([terminal], [], [], seconds)[0]:
        os.read(terminal, 65536)


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_scripts_of_other_shells_parse(capsys: pytest.CaptureFixture[str], shell: str) -> None:
    assert main(["--completion", shell]) == 0
    script = capsys.readouterr().out
    assert "_BPFLINT_COMPLETE" in script
    if shutil.which(shell):
        assert subprocess.run([shell, "-n"], input=script, text=True, check=False).returncode == 0


def test_zsh_is_told_what_words_mean(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("_BPFLINT_COMPLETE", "zsh_complete")
    monkeypatch.setenv("COMP_WORDS", "bpflint kf")
    monkeypatch.setenv("COMP_CWORD", "1")
    assert main([]) == 0
    assert "plain\nkfunc\nTell all about kfuncs" in capsys.readouterr().out


def test_zsh_gets_no_empty_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Of three lines each; one that is lost shifts what all others mean."""
    monkeypatch.setenv("_BPFLINT_COMPLETE", "zsh_complete")
    monkeypatch.setenv("COMP_WORDS", "bpflint ")
    monkeypatch.setenv("COMP_CWORD", "1")
    assert main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(lines) and len(lines) % 3 == 0
    assert lines[0] == "file" and set(lines[3::3]) == {"plain"}
    assert not [line for line in lines if line.endswith("...") and "member, hook" not in line], "none is cut off"


def test_a_shell_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_BPFLINT_COMPLETE", "tcsh_complete")
    assert main([]) == 1
