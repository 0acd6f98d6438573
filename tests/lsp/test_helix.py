"""The language server in a real editor: Helix in a terminal of tmux, set up as docs/editors.md says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from editing import LEAK

PAGE = Path(__file__).resolve().parents[2] / "docs" / "editors.md"
EDITOR = shutil.which("hx") or shutil.which("helix")
SECONDS = 60


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """A terminal multiplexer of our own: called with a command of tmux, it gives what that prints."""

    def run(*command: str) -> str:
        arguments = ["tmux", "-S", str(tmp_path / "socket"), *command]
        return subprocess.run(arguments, check=True, capture_output=True, text=True, timeout=SECONDS).stdout

    yield run
    subprocess.run(["tmux", "-S", str(tmp_path / "socket"), "kill-server"], check=False, capture_output=True)


@pytest.mark.skipif(EDITOR is None or shutil.which("tmux") is None, reason="Helix or tmux is not installed")
def test_a_session_in_helix(tmp_path: Path, tmux: Callable[..., str]) -> None:
    """Open, see what is found, hover, silence it with an action: what somebody does."""
    assert EDITOR is not None
    program, source = tmp_path / "bin" / "bpflint", tmp_path / "leak.bpf.c"
    settings = tmp_path / "config" / "helix" / "languages.toml"
    for each in (tmp_path / ".git", program.parent, settings.parent):
        each.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m bpflint "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    source.write_text(LEAK.replace("/* 𝄞 */ ", ""), encoding="utf-8")
    snippet = re.search(r"^```toml\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert snippet
    settings.write_text(snippet[1], encoding="utf-8")
    environment = {
        **{name: value for name, value in os.environ.items() if name.startswith(("BPFLINT_", "PYTHON"))},
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }
    words = [f"{name}={value}" for name, value in environment.items()]
    tmux("new-session", "-d", "-x", "120", "-y", "34", "-c", str(tmp_path), "env", *words, EDITOR, str(source))

    def shows(text: str) -> None:
        ends = time.monotonic() + SECONDS
        while text not in (screen := tmux("capture-pane", "-p")):
            assert time.monotonic() < ends, screen
            time.sleep(0.2)

    shows("is not released on this path")
    tmux("send-keys", ":9", "Enter")
    tmux("send-keys", "-l", "f(h k")  # onto the name of the function, and what is known of it
    shows("seen in ")
    tmux("send-keys", "Escape")
    time.sleep(0.5)  # what follows at once would be taken for one key with it
    tmux("send-keys", ":12", "Enter")
    shows("sel  12:")
    tmux("send-keys", "-l", " a")
    shows("Silence KF403 here")
    tmux("send-keys", "Enter")
    shows("/* bpflint: disable=KF403 */")
    tmux("send-keys", ":write", "Enter")
    shows("written")
    assert source.read_text(encoding="utf-8").splitlines()[11] == "    /* bpflint: disable=KF403 */"
