"""The line that tells how far a long run has come."""

from __future__ import annotations

import io
import re
import sys

import pytest

from bpflint.cli import progress
from bpflint.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_files_and_seconds_on_a_line_that_fits(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setattr(progress, "PATIENCE_S", 0)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = Progress(1200)
    for _ in range(1200):
        shown.step()
    shown.clear()
    lines = terminal.getvalue().split("\r\x1b[K")
    assert lines[-1] == "", "nothing is left behind"
    assert re.fullmatch(r"\[#+\] 1200/1200 files, \d+ s", lines[-2])
    assert all(len(line) < columns for line in lines)


def test_short_runs_and_other_programs_see_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream, patience in ((Terminal(), 60.0), (io.StringIO(), 0.0)):
        monkeypatch.setattr(progress, "PATIENCE_S", patience)
        monkeypatch.setattr(sys, "stderr", stream)
        shown = Progress(2)
        shown.step()
        shown.clear()
        assert stream.getvalue() == ""
