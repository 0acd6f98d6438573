"""`--watch`, with a person who edits meanwhile and then types Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from forked import bpflint

from bpflint.cli.watch import snapshot

GOOD = 'char LICENSE[] __attribute__((section("license"), used)) = "GPL";\n'


def test_lints_again_after_a_change_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    source = tmp_path / "x.bpf.c"
    bad = Path(__file__).resolve().parents[2] / "testdata" / "call-order" / "bad_start_before_init.bpf.c"
    source.write_text(GOOD, encoding="utf-8")
    said = tmp_path / "said"
    with (
        said.open("w") as out,
        subprocess.Popen(
            [sys.executable, "-m", "bpflint", "--watch", str(source)],
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        ) as process,
    ):
        try:
            _wait_for(said, "No findings")
            _wait_for(said, "Ctrl-C ends")
            source.write_text(bad.read_text(encoding="utf-8"), encoding="utf-8")
            _wait_for(said, "error[KF401]")
            _wait_for(said, "Ctrl-C ends", times=2)
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=30) == 1
        finally:
            process.kill()
    assert "Traceback" not in said.read_text(encoding="utf-8")


def _wait_for(file: Path, words: str, times: int = 1) -> None:
    for _ in range(600):
        if file.read_text(encoding="utf-8").count(words) >= times:
            return
        time.sleep(0.1)
    pytest.fail(f"{words!r} did not come: {file.read_text(encoding='utf-8')}")


def test_sees_sources_headers_and_settings_only(tmp_path: Path) -> None:
    for name in ("a.bpf.c", "b.h", "bpflint.toml", "c.o", ".git/x.h"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    assert {Path(path).name for path in snapshot([str(tmp_path)])} == {"a.bpf.c", "b.h", "bpflint.toml"}


@pytest.mark.parametrize("option", ["--fix", "--diff", "--show-files"])
def test_only_reports(tmp_path: Path, option: str) -> None:
    source = tmp_path / "x.bpf.c"
    source.write_text(GOOD, encoding="utf-8")
    done = bpflint("--watch", option, str(source))
    assert done.returncode == 2 and "--watch only reports" in done.stderr
