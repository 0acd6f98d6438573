"""However a run ends, it ends as a whole; and a full disk costs speed and nothing else."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from forked import bpflint

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only there can every child be held to its parent")

SLEEPERS = """
import os, sys, time
from pathlib import Path
import bpflint.engine.lint as lint
from bpflint.base.fork_pool import Shares
from bpflint.cli.main import main

def note_and_sleep(name):
    Path(sys.argv[1], str(os.getpid())).touch()
    time.sleep(100)

def lint_variant(self, way):
    Shares(note_and_sleep, ["helper"] * 2, 2)
    note_and_sleep(way)

lint.Engine.lint_variant = lint_variant
sys.exit(main(["--no-cache", "-j", "2", *sys.argv[2:]]))
"""

HANGS_UP = """
import os, sys
import bpflint.engine.lint as lint
from bpflint.cli.main import main

lint_variant = lint.Engine.lint_variant

def hang_up(self, way):
    os.kill(os.getpid(), 1)
    return lint_variant(self, way)

lint.Engine.lint_variant = hang_up
sys.exit(main(["--no-cache", "-j", "2", *sys.argv[1:]]))
"""


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A run with two workers, each with a helper, all of which sleep; and the four process numbers."""
    notes = tmp_path / "notes"
    notes.mkdir()
    files = [tmp_path / f"{name}.bpf.c" for name in "abc"]
    for file in files:
        file.write_text("int x;\n")
    command = [sys.executable, "-c", SLEEPERS, str(notes), *map(str, files)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    wait_until(lambda: len(list(notes.iterdir())) == 4)
    children = [int(each.name) for each in notes.iterdir()]
    yield process, children
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_until(condition, seconds: float = 30.0) -> None:  # type: ignore[no-untyped-def]
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL, signal.SIGINT])
def test_workers_and_helpers_end_with_the_run(
    number: signal.Signals, running: tuple[subprocess.Popen[str], list[int]]
) -> None:
    process, children = running
    process.send_signal(number)
    code = process.wait(30)
    assert code == (-9 if number == signal.SIGKILL else 128 + number)
    wait_until(lambda: all(map(is_gone, children)))


def test_what_is_ignored_ends_no_worker(tmp_path: Path) -> None:
    """`nohup bpflint`, and the terminal is closed: the signal comes to the workers, too."""
    files = [tmp_path / f"{name}.bpf.c" for name in "ab"]
    for file in files:
        file.write_text("int x;\n")
    before = partial(signal.signal, signal.SIGHUP, signal.SIG_IGN)
    command = [sys.executable, "-c", HANGS_UP, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=before, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_interrupt_from_the_terminal_is_one_line(running: tuple[subprocess.Popen[str], list[int]]) -> None:
    process, children = running
    os.killpg(process.pid, signal.SIGINT)
    assert process.communicate(timeout=30)[1] == "bpflint: interrupted\n"
    assert process.returncode == 130
    wait_until(lambda: all(map(is_gone, children)))


@pytest.mark.parametrize("limit", [1 << 10, 1 << 16, 1 << 19])
def test_a_full_disk_costs_no_file(limit: int, tmp_path: Path) -> None:
    types = "".join(f"struct t{number} {{ int first; struct t{number} *next; }};\n" for number in range(4000))
    (tmp_path / "vmlinux.h").write_text(f"#ifndef V\n#define V\n{types}#endif\n")
    for name in "ab":
        (tmp_path / f"{name}.bpf.c").write_text('#include "vmlinux.h"\nint x;\n')
    environment = {**os.environ, "BPFLINT_CACHE_DIR": str(tmp_path / "cache")}
    for _ in range(2):
        limited = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit))
        done = bpflint("-j", "2", "a.bpf.c", "b.bpf.c", cwd=tmp_path, env=environment, before=limited)
        assert (done.returncode, done.stderr) == (0, "")
        assert "No findings in 2 files in" in done.stdout
    assert list((tmp_path / "cache").rglob(".new-*")) == []
    assert [path for path in tmp_path.iterdir() if path.name.startswith("core")] == []
