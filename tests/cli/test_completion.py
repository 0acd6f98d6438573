"""Completion, as shells ask for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
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
    assert "plain\nkfunc\nTell all about a kfunc" in capsys.readouterr().out


def test_a_shell_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_BPFLINT_COMPLETE", "tcsh_complete")
    assert main([]) == 1
