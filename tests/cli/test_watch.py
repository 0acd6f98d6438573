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

from bpflint.cli.watch import files_at

GOOD = 'char LICENSE[] __attribute__((section("license"), used)) = "GPL";\n'


BAD = Path(__file__).resolve().parents[2] / "testdata" / "call-order" / "bad_start_before_init.bpf.c"


class Watching:
    """`bpflint --watch` in a process of its own, and what it has said since it was last asked."""

    def __init__(self, directory: Path, *arguments: str) -> None:
        self._said = directory / "said"
        self._read = 0
        with self._said.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bpflint", "--watch", "--format", "concise", *arguments],
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=directory,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )

    def __enter__(self) -> Watching:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        assert "Traceback" not in self._said.read_text(encoding="utf-8")

    def next(self) -> str:
        """What the next run says, to its last line."""
        for _ in range(600):
            said = self._said.read_text(encoding="utf-8")[self._read :]
            if "Ctrl-C ends\n" in said:
                self._read += len(said)
                return said
            time.sleep(0.1)
        pytest.fail(f"nothing more came: {said}")

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)


def test_lints_again_after_a_change_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    source = tmp_path / "x.bpf.c"
    source.write_text(GOOD, encoding="utf-8")
    with Watching(tmp_path, str(source)) as watching:
        assert "KF401" not in watching.next()
        source.write_text(BAD.read_text(encoding="utf-8"), encoding="utf-8")
        assert "error[KF401]" in watching.next()
        assert watching.end() == 1


def test_a_day_of_a_directory(tmp_path: Path) -> None:
    """A file that comes, one that breaks, one that goes, and settings above that are wrong for a while."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "src").mkdir()
    source, other, settings = tmp_path / "src/x.bpf.c", tmp_path / "src/y.bpf.c", tmp_path / "bpflint.toml"
    source.write_text(GOOD, encoding="utf-8")
    with Watching(tmp_path, "src") as watching:
        assert "watching 1 file;" in watching.next()
        other.write_text(BAD.read_text(encoding="utf-8"), encoding="utf-8")
        said = watching.next()
        assert "src/y.bpf.c:34:9: error[KF401]" in said and "watching 2 files;" in said
        settings.write_text('ignore = ["KF4"', encoding="utf-8")
        assert "bpflint.toml: is not valid TOML" in watching.next()
        settings.write_text('ignore = ["KF4"]\n', encoding="utf-8")
        assert "KF401" not in watching.next()
        settings.unlink()
        assert "KF401" in watching.next()
        other.write_text("int broken(", encoding="utf-8")
        assert "y.bpf.c" in watching.next()
        other.unlink()
        source.unlink()
        assert "src: no BPF source files in this directory" in watching.next()
        source.write_text(GOOD, encoding="utf-8")
        assert "no BPF source" not in watching.next()
        assert watching.end() == 0


def test_sees_headers_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "include").mkdir()
    header = tmp_path / "include/own.h"
    header.write_text("#define DELAY 1\n", encoding="utf-8")
    (tmp_path / "src/x.bpf.c").write_text(
        '#include "own.h"\n#if DELAY > 1\n' + BAD.read_text(encoding="utf-8") + "#endif\n", encoding="utf-8"
    )
    with Watching(tmp_path, "src", "-I", "include") as watching:
        assert "KF401" not in watching.next()
        header.write_text("#define DELAY 22\n", encoding="utf-8")
        assert "KF401" in watching.next()


def test_what_is_looked_at(tmp_path: Path) -> None:
    """Sources, headers and settings: below a directory, and beside a file, whose directory may be a home."""
    for name in ("a.bpf.c", "b.h", "bpflint.toml", "c.o", ".git/x.h", "deep/d.h"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")

    def seen(path: Path) -> set[str]:
        return {Path(name).name for name in files_at([str(path)]) if Path(name).exists()}

    assert seen(tmp_path) == {"a.bpf.c", "b.h", "bpflint.toml", "d.h"}
    assert seen(tmp_path / "a.bpf.c") == {"a.bpf.c", "b.h", "bpflint.toml"}


@pytest.mark.parametrize("option", ["--fix", "--diff", "--show-files", "--show-settings"])
def test_only_reports(tmp_path: Path, option: str) -> None:
    source = tmp_path / "x.bpf.c"
    source.write_text(GOOD, encoding="utf-8")
    done = bpflint("--watch", option, str(source))
    assert done.returncode == 2 and "--watch only reports" in done.stderr
